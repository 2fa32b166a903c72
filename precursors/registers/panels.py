"""What rooms know of a record beside what it says itself: tables on its page, in the API too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy.orm import Session

from precursors.scope.visible import Sight


class Cell(NamedTuple):
    """One cell: a value, how it is written (see `Shown`), the address it leads to, whether it is to be looked at."""

    value: Any
    as_: str = "text"
    href: str | None = None
    guilty: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A table: key of its heading, keys of its columns (`number` for figures), rows, key of what an empty one says.

    All keys are of the section `pages` of the catalogues.
    """

    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Cell]]
    nothing: str
    begin: tuple[str, str] | None = None
    """Address of the form that adds a row, what it knows already filled in, and the key of what the link says."""


Show: TypeAlias = Callable[[Session, Sight, Any, date], Panel | None]
"""What a room knows of a record (never a masked one) as of a day, in a fixed number of queries; None for nothing."""

_SHOWS: dict[str, list[Show]] = {}
_DECIDING: set[Show] = set()


def deciding(show: Show) -> Show:
    """Marks what says how much is left: whoever fills in the form of a verb has to see it there too."""
    _DECIDING.add(show)
    return show


def register(kind: str, show: Show) -> None:
    """A room says what it knows of records of a shelf; `app` calls this at start, in the order of the page."""
    known = _SHOWS.setdefault(kind, [])
    if show not in known:
        known.append(show)


def panels(session: Session, kind: str, sight: Sight, row: Any, today: date) -> Iterator[Panel]:  # noqa: ANN401 - of the kind
    """Everything the rooms know of one record."""
    for show in _SHOWS.get(kind, ()):
        made = show(session, sight, row, today)
        if made is not None:
            yield made


def deciding_panels(session: Session, kind: str, sight: Sight, row: Any, today: date) -> list[Panel]:  # noqa: ANN401 - of the kind
    """Of these what says how much is left; nothing else is asked for."""
    made = (show(session, sight, row, today) for show in _SHOWS.get(kind, ()) if show in _DECIDING)
    return [each for each in made if each is not None]
