"""What a kind of record gives to whoever takes in a file of it, and what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy.orm import Session

from precursors.intake.drafts import PlacedLike, Trouble
from precursors.intake.record import Record
from precursors.problems import Problem
from precursors.quantities.conventions import Convention


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a file is taken in."""

    session: Session
    agency: str
    country: str
    neighbours: tuple[str, ...]
    """Agencies whose register the rows may refer to, the own one first."""
    convention: Convention
    today: date
    scratch: Path
    """Folder for what does not fit into memory."""
    keep_unresolved: bool = False
    correct: bool = False
    demo: bool = False
    """Whether the law of the fictitious demo country counts."""
    watch: tuple[Any, ...] = ()
    """What the agency watches beside the lists in force, as the room of substances has it."""
    stamp: str | None = None
    """The stamp of the workbook, where this registry made it."""


class Total(NamedTuple):
    """Good rows of one substance; None where nothing was stated in that measure."""

    substance: str
    rows: int
    base_ug: int | None
    net_ug: int | None
    ul: int | None
    unresolved: int


class Correction(NamedTuple):
    """One cell in which a row differs from the standing record it replaces; None is an empty cell."""

    sheet: str
    row: int
    field: str
    was: str | None
    now: str | None


@dataclass(slots=True)
class Outcome:
    """What a file came to, before anything is written."""

    rows: int = 0
    accepted: int = 0
    known: int = 0
    known_facts: list[int] = field(default_factory=list)
    rejected: list[Trouble] = field(default_factory=list)
    """Every problem; a row may have several."""
    bad_rows: set[tuple[str, int]] = field(default_factory=set)
    """(sheet, row) of every rejected row."""
    warnings: list[Trouble] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    """What rows change in the records they replace."""
    flags: int = 0
    refused: Problem | None = None
    """Why the file as a whole is not taken, whatever its rows."""


class Importer(Protocol):
    """One kind of record on its way in: blocks first, then `settle`, then perhaps `write`."""

    record: Record

    @property
    def verb(self) -> str:
        """What the act of the file does: `import`, or another word for what is more than that."""

    def block(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - a block of the spreadsheet kit, which stands above this room
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,
        keep: Sequence[bool] | None,
    ) -> None:
        """Judge the records of one block."""

    def settle(self, session: Session) -> Outcome:
        """Judge the good rows as a set against what stands in `session`; may be called again."""

    def moved(self, session: Session, since: int) -> bool:
        """Whether acts after number `since` may have changed what the last settlement found."""

    def write(self, act: Any) -> None:  # noqa: ANN401 - an OpenAct of the room above
        """Write the good rows of the last settlement into an open act."""

    def close(self) -> None:
        """Give back what was held outside memory."""
