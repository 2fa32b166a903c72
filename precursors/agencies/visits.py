"""Visits: a browser that is signed in. The cookie holds a random secret, its row here is what makes it worth something.

Signing in, and adding a second factor later, give a new secret each time: one that was known before is worth nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from precursors.agencies.credentials import code, fingerprint
from precursors.agencies.private_models import Visit
from precursors.agencies.rules import CONFIRMED_FOR, HALF_WAY, LONGEST_VISIT, visit_is_over, within

IN, HALF = "in", "half"
_NOTED_EVERY = timedelta(minutes=1)
_AGENT = 200


def open_visit(
    session: Session, username: str, now: datetime, agent: str, *, factor: bool = False, old: str | None = None
) -> str:
    """Sign a person in; answer the secret for the cookie. The visit `old` ends with it."""
    end(session, old)
    session.execute(delete(Visit).where(Visit.opened < now - LONGEST_VISIT))
    return _opened(session, username, now, agent, stage=IN, factor=factor)


def open_half(session: Session, username: str, now: datetime, agent: str, challenge: bytes | None = None) -> str:
    """Wait for a second factor, or for a passkey of somebody yet unknown; answer the secret for the cookie."""
    return _opened(session, username, now, agent, stage=HALF, challenge=challenge)


def half_of(session: Session, secret: str | None, now: datetime, *, lock: bool = False) -> Visit | None:
    """The visit that waits under this secret, if it has not waited too long; with `lock`, for one answer at a time."""
    visit = _of(session, secret, lock=lock)
    return visit if visit and visit.stage == HALF and within(HALF_WAY, visit.opened, now) else None


def visit_of(session: Session, secret: str | None, now: datetime) -> Visit | None:
    """The signed-in visit under this secret, if it has neither idled nor lasted too long."""
    visit = _of(session, secret)
    return visit if visit and visit.stage == IN and not visit_is_over(visit.opened, visit.seen, now) else None


def stale(visit: Visit, now: datetime) -> bool:
    """Whether its use should be noted again."""
    return now - visit.seen >= _NOTED_EVERY


def note(session: Session, visit: Visit, now: datetime) -> None:
    """Note that a visit is used."""
    session.execute(update(Visit).where(Visit.hash == visit.hash).values(seen=now))


def visits(session: Session, username: str, now: datetime) -> list[Visit]:
    """Every visit of a person that could go on, newest first."""
    query = select(Visit).where(Visit.username == username, Visit.stage == IN).order_by(Visit.opened.desc())
    return [each for each in session.execute(query).scalars() if not visit_is_over(each.opened, each.seen, now)]


def ask_visit(session: Session, secret: str, challenge: bytes) -> None:
    """Note what the passkey about to be made in this visit is asked to sign."""
    session.execute(update(Visit).where(Visit.hash == fingerprint(secret)).values(challenge=challenge))


def asked_of(session: Session, secret: str) -> bytes | None:
    """What was asked in this visit; nobody is told twice."""
    visit = _of(session, secret, lock=True)
    if visit is None:
        return None
    challenge, visit.challenge = visit.challenge, None
    return challenge


def is_confirmed(visit: Visit, now: datetime) -> bool:
    """Whether its owner has shown who they are a short while ago."""
    return visit.confirmed is not None and within(CONFIRMED_FOR, visit.confirmed, now)


def confirm(session: Session, secret: str, now: datetime) -> None:
    """Note that the owner of the visit under this secret has shown again who they are."""
    session.execute(update(Visit).where(Visit.hash == fingerprint(secret)).values(confirmed=now))


def end(session: Session, secret: str | None) -> None:
    """Sign out the visit under this secret."""
    if secret:
        session.execute(delete(Visit).where(Visit.hash == fingerprint(secret)))


def end_all(session: Session, username: str, but: str | None = None) -> None:
    """Sign a person out everywhere, but for the visit under this secret."""
    query = delete(Visit).where(Visit.username == username)
    session.execute(query.where(Visit.hash != fingerprint(but)) if but else query)


def _of(session: Session, secret: str | None, *, lock: bool = False) -> Visit | None:
    return session.get(Visit, fingerprint(secret), with_for_update=lock) if secret else None


def _opened(
    session: Session,
    username: str,
    now: datetime,
    agent: str,
    *,
    stage: str,
    factor: bool = False,
    challenge: bytes | None = None,
) -> str:
    secret = code()
    row = Visit(hash=fingerprint(secret), username=username, stage=stage, factor=int(factor), challenge=challenge)
    row.opened, row.seen, row.agent, row.confirmed = now, now, agent[:_AGENT], now
    session.add(row)
    return secret
