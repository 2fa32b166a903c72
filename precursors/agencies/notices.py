"""Notices: what one person should know, in their inbox until they take it away."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from precursors.agencies.private_models import Notice, Reminded

SHOWN = 200
"""Notices on the page of the inbox, newest first."""
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell: the key of its sentence among the texts of the interface, its values, the page it is about."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None


def tell(session: Session, usernames: Iterable[str], news: News, now: datetime) -> None:
    """Lay a notice into the inbox of each of these people; `people.holders` names those of a permission or role."""
    told = json.dumps(dict(news.values), ensure_ascii=False, sort_keys=True)
    session.add_all(
        Notice(username=each, text=news.text, told=told, link=news.link, made=now) for each in sorted(set(usernames))
    )


@dataclass(frozen=True, slots=True)
class Late:
    """A record whose last day has passed, and who should know."""

    subject: bytes
    """Its natural key."""
    due: date
    usernames: Collection[str]
    news: News


def remind(session: Session, late: Iterable[Late], now: datetime) -> int:
    """Tell of each of these once, however often this is asked; answers of how many was told now."""
    told = 0
    for each in late:
        if session.get(Reminded, (each.subject, each.due)) is None:
            session.add(Reminded(subject=each.subject, due=each.due))
            tell(session, each.usernames, each.news, now)
            told += 1
    return told


def inbox(session: Session, username: str) -> list[Notice]:
    """A person's notices, newest first."""
    query = select(Notice).where(Notice.username == username).order_by(Notice.id.desc()).limit(SHOWN)
    return list(session.execute(query).scalars())


def unread(session: Session, username: str) -> int:
    """How many notices a person has not seen yet."""
    query = select(func.count()).select_from(Notice).where(Notice.username == username, Notice.read.is_(None))
    return int(session.execute(query).scalar_one())


def mark_read(session: Session, username: str, now: datetime) -> None:
    """A person has seen everything that lies in their inbox."""
    mine = update(Notice).where(Notice.username == username, Notice.read.is_(None))
    session.execute(mine.values(read=now))


def take_away(session: Session, username: str, number: int) -> None:
    """Take one notice out of a person's inbox."""
    session.execute(delete(Notice).where(Notice.username == username, Notice.id == number))


def values_of(notice: Notice) -> dict[str, str]:
    """The values of its sentence."""
    told: dict[str, str] = json.loads(notice.told)
    return told


def send(url: str, sender: str, to: str, subject: str, body: str) -> None:
    """Send one e-mail by the server at `url` (smtp://user:password@host:port, smtps:// for TLS from the start).

    An smtp server is spoken to only after STARTTLS. Raises OSError and smtplib.SMTPException.
    """
    place = urlsplit(url)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(body)
    host = place.hostname or "localhost"
    secure = place.scheme == "smtps"
    client = (
        smtplib.SMTP_SSL(host, place.port or 465, timeout=_SECONDS)
        if secure
        else smtplib.SMTP(host, place.port or 587, timeout=_SECONDS)
    )
    with client as server:
        if not secure:
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message)
