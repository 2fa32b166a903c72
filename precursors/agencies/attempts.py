"""Wrong answers are counted, for the name that was typed and for the address they came from, known or not.

An answer is counted as wrong before it is looked at, and forgiven once it proves right: guesses sent at the same
moment cannot slip through between looking and counting.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text
from sqlalchemy.orm import Session

from precursors.agencies.private_models import Attempt
from precursors.agencies.rules import wait
from precursors.db.types import Instant

KEPT = timedelta(days=1)
"""Counters nobody touched for so long are forgotten."""
_LONGEST = 64
_BORN = text(
    "INSERT INTO attempt (subject, failures, last) VALUES (:subject, 0, :last) ON CONFLICT (subject) DO NOTHING"
).bindparams(bindparam("last", type_=Instant()))


def subjects(name: str, address: str | None) -> list[str]:
    """What an answer is counted for: the name typed, cut to a bearable length, and the address."""
    return [f"name:{name.strip().lower()[:_LONGEST]}", f"address:{address or 'unknown'}"]


def begin(session: Session, counted_for: list[str], now: datetime) -> timedelta:
    """Count one more answer; or, when one of its subjects must wait, count nothing and answer for how long."""
    session.execute(delete(Attempt).where(Attempt.last < now - KEPT))
    found = [_locked(session, each, now) for each in counted_for]
    longest = max(_left(each, now) for each in found)
    if longest > timedelta(0):
        return longest
    for known in found:
        known.failures, known.last = known.failures + 1, now
    return timedelta(0)


def forgive(session: Session, counted_for: list[str]) -> None:
    """The answer was right: the name starts afresh, and the address gets this one back."""
    for subject in counted_for:
        known = session.get(Attempt, subject)
        if known is not None and (subject.startswith("name:") or known.failures <= 1):
            session.delete(known)
        elif known is not None:
            known.failures -= 1


def _locked(session: Session, subject: str, now: datetime) -> Attempt:
    """The counter of a subject, held against others until the unit ends."""
    session.execute(_BORN, {"subject": subject, "last": now})
    return session.get_one(Attempt, subject, with_for_update=True)


def _left(known: Attempt, now: datetime) -> timedelta:
    """How long is left to wait; an answer of a clock that has been set back since counts as of now."""
    kind = known.subject.partition(":")[0]
    return min(known.last, now) + wait(kind, known.failures) - now
