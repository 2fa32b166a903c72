"""What waits for somebody: rooms say it, the start page shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from precursors.web.access import Reader


@dataclass(frozen=True, slots=True)
class Waiting:
    """One sort of thing that waits, and the page that lists it. With a count of 0 it is not shown."""

    text: str
    """Key of what it is called among the texts of the interface."""
    count: int
    href: str
    late: bool = False
    """Whether it should have been seen to already."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, and where a room may look: a read session on the facts, one aside."""

    facts: Session
    aside: Session
    reader: Reader
    now: datetime
    """UTC."""

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies the reader acts for."""
        return self.reader.sight.agencies or ()


Source: TypeAlias = Callable[[Asked], Iterable[Waiting]]
"""What a room gives: the things of its own that wait for whoever asks, a fixed number of queries."""
