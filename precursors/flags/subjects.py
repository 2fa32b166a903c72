"""How records of each kind are laid side by side on the page of a flag; the rooms above give it, `app` collects it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from precursors.flags.models import Flag
from precursors.scope.visible import Sight

SIDE_BY_SIDE = 4
"""Records that are compared on one page."""

LISTED = 100
"""Records that are named on one page."""


class Line(NamedTuple):
    """One field of the records compared."""

    label: str
    texts: Sequence[str]
    """What each record says there."""
    caused: bool
    """Whether the rule looked at it."""


class Compared(NamedTuple):
    """The first records of a flag side by side, and all of them by name: (reference, address)."""

    records: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    others: Sequence[tuple[str, str]] = ()
    against: tuple[str, str] | None = None
    """What they were held against beside each other: its name and address."""


Show: TypeAlias = Callable[[Session, Sight, Flag, Sequence[int]], Compared]
"""The records of a flag, by their keys, as far as the reader may see them."""

_SHOWS: dict[str, Show] = {}


def register(kind: str, show: Show) -> None:
    """A room above says how its records are compared; `app` calls this at start."""
    _SHOWS[kind] = show


def compared(session: Session, sight: Sight, flag: Flag, keys: Sequence[int]) -> Compared:
    """The records of a flag; nothing for a kind nobody shows."""
    show = _SHOWS.get(flag.kind)
    return show(session, sight, flag, keys) if show else Compared((), ())
