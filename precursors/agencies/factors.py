"""Second factors: an authenticator app, and codes on paper for the day it is lost. Passkeys stand beside them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from precursors.agencies.credentials import Box, fingerprint, paper_code
from precursors.agencies.private_models import RecoveryCode, SignIn
from precursors.agencies.totp import counter_of

CODES = 10
"""Recovery codes made at a time."""


def accept_code(session: Session, box: Box, username: str, typed: str, now: datetime) -> bool:
    """Whether `typed` is the app's present code, used for the first time. Of two at once, one is taken."""
    known = session.get(SignIn, username)
    secret = box.unlock(known.secret, username) if known and known.secret else None
    if known is None or secret is None:
        return False
    counter = counter_of(secret, typed, now, known.counter)
    if counter is None:
        return False
    later = update(SignIn).where(SignIn.username == username, SignIn.counter < counter).values(counter=counter)
    return _changed(session, later)


def set_up_app(session: Session, box: Box, username: str, secret: bytes, typed: str, now: datetime) -> bool:
    """Keep the secret of an app once a code proves that the app has it."""
    counter = counter_of(secret, typed, now, 0)
    if counter is None:
        return False
    known = session.get_one(SignIn, username)
    known.secret, known.counter = box.lock(secret, username), counter
    return True


def remove_app(session: Session, username: str) -> None:
    """Forget a person's authenticator app."""
    known = session.get_one(SignIn, username)
    known.secret, known.counter = None, 0


def new_codes(session: Session, username: str) -> list[str]:
    """Fresh recovery codes, shown once; earlier ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.username == username))
    made = [paper_code() for _ in range(CODES)]
    session.add_all(RecoveryCode(hash=_hash(username, each), username=username) for each in made)
    return made


def accept_recovery(session: Session, username: str, typed: str) -> bool:
    """Whether `typed` is a recovery code of this person; it is used up by that."""
    used = delete(RecoveryCode).where(RecoveryCode.hash == _hash(username, typed), RecoveryCode.username == username)
    return _changed(session, used)


def codes_left(session: Session, username: str) -> int:
    """How many recovery codes a person still has."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.username == username)
    return int(session.execute(query).scalar_one())


def _hash(username: str, typed: str) -> bytes:
    return fingerprint(username, "".join(sign for sign in typed.upper() if sign.isalnum()))


def _changed(session: Session, statement: object) -> bool:
    done = session.execute(statement)  # type: ignore[call-overload]  # an update or a delete
    return isinstance(done, CursorResult) and done.rowcount == 1
