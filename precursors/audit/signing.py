"""Which key signs heads of the log. Each change of it is an act, so that the log itself tells since when."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import open_act
from precursors.audit.genesis import LOCAL
from precursors.audit.models import Act
from precursors.db.engine import lock_writer

KIND = "signing-key"
"""Kind of the act; its reason is the key's fingerprint."""


def fingerprint(public: bytes) -> str:
    """What a key is called by: the SHA-256 of its 32 bytes in hexadecimal."""
    return sha256(public).hexdigest()


def named(session: Session) -> str | None:
    """Fingerprint of the key that signs by the last word of the log; None where it has never said."""
    said = select(Act.reason).where(Act.kind == KIND).order_by(Act.id.desc()).limit(1)
    return session.execute(said).scalar_one_or_none()


def name(session: Session, public: bytes) -> None:
    """Write down that this key signs from now on, unless the log says so."""
    lock_writer(session)
    if named(session) != fingerprint(public):
        act = open_act(session, KIND, LOCAL, fingerprint(public))
        act.seal()
