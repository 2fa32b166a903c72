"""Tell people by e-mail that a notice waits. The mail says so and no more: what it is about stays in the registry."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from precursors.agencies.notices import send
from precursors.agencies.private_models import Notice, SignIn
from precursors.db.engine import Database
from precursors.i18n.catalogue import SOURCE, text

LOG = logging.getLogger("precursors.agencies")
AT_ONCE = 50
STALE = timedelta(days=1)
"""A notice older than this is no news: nobody is mailed about it when sending is first switched on."""

Deliver = Callable[[str, str, str], None]
"""Sends one mail: to, subject, body."""


class Mail(NamedTuple):
    """One person to be told, and about which notices."""

    to: str
    language: str
    notices: tuple[int, ...]


def post(database: Database, deliver: Deliver, address: str, now: datetime) -> int:
    """Mail everybody who has unread news and an e-mail address; answer how many mails went out.

    News count as sent before the mail goes, so that two workers do not both send; a mail the server refuses makes
    them news again.
    """
    sent = 0
    for mail in database.aside.write(lambda session: _claimed(session, now)):
        subject = text("pages", "agencies.mail-subject", mail.language)
        body = text("pages", "agencies.mail-body", mail.language)
        try:
            deliver(mail.to, subject, f"{body}\n\n{address}/inbox\n")
            sent += 1
        except (OSError, smtplib.SMTPException) as why:
            LOG.warning("a notice could not be mailed (%s)", type(why).__name__)
            _again(database, mail.notices)
    return sent


def _claimed(session: Session, now: datetime) -> list[Mail]:
    query = (
        select(Notice.id, SignIn.email, SignIn.language)
        .join(SignIn, SignIn.username == Notice.username)
        .where(Notice.sent.is_(None), Notice.read.is_(None), Notice.made > now - STALE, SignIn.email.is_not(None))
        .order_by(Notice.id)
        .limit(AT_ONCE)
    )
    people: dict[tuple[str, str], list[int]] = {}
    for number, email, language in session.execute(query):
        people.setdefault((str(email), language or SOURCE), []).append(number)
    claimed = [number for numbers in people.values() for number in numbers]
    if claimed:
        session.execute(update(Notice).where(Notice.id.in_(claimed)).values(sent=now))
    return [Mail(email, language, tuple(numbers)) for (email, language), numbers in people.items()]


def _again(database: Database, notices: tuple[int, ...]) -> None:
    database.aside.write(
        lambda session: session.execute(update(Notice).where(Notice.id.in_(notices)).values(sent=None))
    )


def by_server(url: str, address: str) -> Deliver:
    """Delivery by the server of a setting; the sender is its `?from=`, its user, or `precursors` at our own host."""
    place = urlsplit(url)
    user = unquote(place.username or "")
    own = user if "@" in user else f"precursors@{urlsplit(address).hostname}"
    sender = parse_qs(place.query).get("from", [own])[0]

    def deliver(to: str, subject: str, body: str) -> None:
        send(url, sender, to, subject, body)

    return deliver
