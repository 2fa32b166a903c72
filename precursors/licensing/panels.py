"""What rooms above show on the page of an operator; `app` collects it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from precursors.licensing.models import Operator
from precursors.scope.visible import Sight


class Month(NamedTuple):
    """Standing shipments of one operator in one month, one substance, one direction."""

    month: str
    """YYYY-MM."""
    substance: str
    direction: str
    rows: int
    base_ug: int


class Panel(NamedTuple):
    """What is known above: shipments by month, newest first, and the address of all of them."""

    months: Sequence[Month]
    href: str


Show: TypeAlias = Callable[[Session, Sight, Operator], Panel]

_SHOWS: list[Show] = []


def register(show: Show) -> None:
    """A room above says what it knows of an operator; `app` calls this at start."""
    _SHOWS[:] = [show]


def panel(session: Session, sight: Sight, operator: Operator) -> Panel | None:
    """What the room above knows of an operator; None where there is none."""
    return _SHOWS[0](session, sight, operator) if _SHOWS else None
