"""The log of the door: who came in and how, what was refused, whose way in was changed. Its rows outlast visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from precursors.agencies.private_models import Entrance
from precursors.scope.visible import Sight

LISTED = 100
"""Rows of one page."""

KINDS = (
    "signed-in", "signed-in-app", "signed-in-recovery", "signed-in-passkey", "signed-out", "wrong-password",
    "wrong-code", "wrong-passkey", "wrong-confirmation", "confirmed", "password-set", "password-changed", "app-added",
    "app-removed", "passkey-added", "passkey-removed", "codes-made", "mail-changed", "visits-ended", "refused",
)  # fmt: skip
"""What may happen, by its code."""

_AGENT, _PAGE = 200, 500


@dataclass(frozen=True, slots=True)
class Caller:
    """Where from and when something was asked, and by what."""

    now: datetime
    address: str | None
    agent: str


@dataclass(frozen=True, slots=True)
class Known:
    """Whose way in it is, as far as anybody is known."""

    username: str | None = None
    agency: str | None = None


def note(aside: Session, caller: Caller, what: str, whose: Known, page: str | None = None) -> None:
    """Write down that something of `KINDS` happened. A name that nobody has is not kept: it may be a password."""
    row = Entrance(at=caller.now, what=what, username=whose.username, agency=whose.agency, address=caller.address)
    row.agent, row.page = caller.agent[:_AGENT], page[:_PAGE] if page else None
    aside.add(row)


def of_person(aside: Session, username: str, before: int | None, size: int = LISTED) -> Sequence[Entrance]:
    """What happened at one person's door, newest first, behind the row `before`."""
    return _page(aside, select(Entrance).where(Entrance.username == username), before, size)


def of_people(aside: Session, reach: Sight, before: int | None, size: int = LISTED) -> Sequence[Entrance]:
    """What happened at the doors of everybody within reach; who looks after all sees the unknown names too."""
    query = select(Entrance)
    narrowed = query.where(Entrance.agency.in_(reach.agencies)) if reach.agencies is not None else query
    return _page(aside, narrowed, before, size)


def _page(aside: Session, query: Select[Any], before: int | None, size: int) -> Sequence[Entrance]:
    later = query.where(Entrance.id < before) if before is not None else query
    return aside.execute(later.order_by(Entrance.id.desc()).limit(size)).scalars().all()
