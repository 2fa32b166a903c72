"""Natural keys: which record a row is, whatever its content."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from precursors.audit.models import Current

KEY_SIZE = 16
_BATCH = 500


def natural_key(*parts: str) -> bytes:
    """16 bytes that name a record by kind, agency and its naming fields."""
    return blake2b("\x1f".join(parts).encode(), digest_size=KEY_SIZE).digest()


def standing(session: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Which of `keys` have a standing record, and its key."""
    wanted = list(keys)
    found: dict[bytes, int] = {}
    for at in range(0, len(wanted), _BATCH):
        batch = wanted[at : at + _BATCH]
        rows = session.execute(select(Current.key, Current.id).where(Current.key.in_(batch)))
        found.update((bytes(key), number) for key, number in rows)
    return found


def free(session: Session, targets: Iterable[int], keys: Iterable[bytes]) -> None:
    """Take keys out of use whose record has been reversed; a key that has a newer record stays."""
    for target, key in zip(targets, keys, strict=True):
        session.execute(delete(Current).where(Current.key == key, Current.id == target))
