"""What a file's rows come to while they are judged: counts, problems, warnings, findings, good rows by block."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from precursors.intake.codes import at_codes
from precursors.intake.drafts import Trouble
from precursors.licensing.authorisations.observing import Seen
from precursors.problems import problem
from precursors.quantities.conventions import Convention
from precursors.trade.goods import Shelf
from precursors.trade.register import Register
from precursors.trade.rules import Finding, Line
from precursors.trade.supplying import Supplies

MOST_TOLD = 1000
"""Rows with the same warning that are told one by one."""


Coded: TypeAlias = tuple[Sequence[str | None], Sequence[int]]
"""A column: its distinct texts, and for each row the position of its own among them."""

FIGURES = ("base_ug", "net_ug", "ul", "stated_ug", "stated_ul", "status", "code", "uncertainty")
"""What is kept of an amount: micrograms and microlitres, ok or why not, uncertainty in parts per million."""


class Judged(NamedTuple):
    """The good rows of one block, column by column, ready to be kept or written."""

    sheet: str
    rows: Sequence[int]
    stated: dict[str, Coded]
    """Stated columns that are not empty."""
    direction: Coded
    day: Coded
    """ISO days."""
    substance: Coded
    party: Coded
    other: Coded
    """The other party where its stock is moved too, which is inside the country; None elsewhere."""
    figures: tuple[Sequence[Any], ...]
    """A column for each of `FIGURES`."""
    keys: bytes
    """Natural keys, 16 bytes each."""
    moves: Sequence[int] = ()
    """Number of each row's way of moving, as the spool that keeps the block counts them."""
    beginnings: Sequence[bytes] = ()
    """Each row's leaf up to its transfers, see `leaves`."""


def spread(column: Coded) -> Sequence[str | None]:
    """The text of each row."""
    return at_codes(*column)


@dataclass(slots=True)
class Context:
    """What a file is judged under."""

    agency: str
    country: str
    convention: Convention
    today: date
    shelf: Shelf
    register: Register
    keep_unresolved: bool


@dataclass(slots=True)
class Tally:
    """What the rows of a file came to so far."""

    rows: int = 0
    good: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    bad_rows: set[tuple[str, int]] = field(default_factory=set)
    warnings: list[Trouble] = field(default_factory=list)
    warned_cells: dict[tuple[str, str], int] = field(default_factory=dict)
    """(sheet, code) to how many cells were read with that warning."""
    findings: dict[tuple[str, str], tuple[Finding, array[int]]] = field(default_factory=dict)
    """(rule, cause) to the finding and the numbers, among good rows, of the rows that show it."""
    flagged: dict[tuple[str, str], array[int]] = field(default_factory=dict)
    """(sheet, code) to the accepted rows whose amount is right but to be looked at."""
    draws: list[tuple[int, Line, date, int]] = field(default_factory=list)
    """(good row number, licence line, day, amount in the line's measure)."""
    seen: list[Seen] = field(default_factory=list)
    """What good rows show to have moved under authorisations."""
    stood: dict[int, list[Trouble]] = field(default_factory=dict)
    """Good row number to what would stop it, were it not that its record stands unresolved already."""
    supplies: Supplies | None = None
    """Sides of good rows that the law may demand a licence of; None while nobody looks for them."""

    def find(self, found: Finding, good: int) -> None:
        """Note that a good row shows a finding."""
        self.showing(found).append(good)

    def showing(self, found: Finding) -> array[int]:
        """The numbers of the good rows that show a finding, to be added to."""
        known = self.findings.get(found[:2])
        if known is None:
            known = self.findings[found.rule, found.cause] = (found, array("I"))
        return known[1]

    def warn(self, trouble: Trouble) -> None:
        """Note a warning about one cell; beyond the first of its sort it is only counted."""
        key = (trouble.sheet, trouble.problem.code)
        count = self.warned_cells.get(key, 0)
        self.warned_cells[key] = count + 1
        if count < MOST_TOLD:
            self.warnings.append(trouble)

    def look_at(self, sheet: str, row: int, code: str) -> None:
        """Note an accepted row whose amount is right but to be looked at."""
        key = (sheet, code)
        rows = self.flagged.get(key)
        if rows is None:
            rows = self.flagged[key] = array("I")
        rows.append(row)

    def warned(self) -> Iterable[Trouble]:
        """Every warning: those of cells, and amounts to be looked at, the first of each sort one by one."""
        yield from self.warnings
        for (sheet, code), rows in self.flagged.items():
            for row in rows[:MOST_TOLD]:
                yield Trouble(sheet, row, None, problem(code, "quantity"), None)
        counts = self.warned_cells | {key: len(rows) for key, rows in self.flagged.items()}
        for (sheet, code), count in counts.items():
            if count > MOST_TOLD:
                more = problem("warnings.more", None, count=count - MOST_TOLD, warned=code)
                yield Trouble(sheet, 0, None, more, None)

    def stop(self, trouble: Trouble) -> None:
        """Note what stops a row."""
        self.troubles.append(trouble)
        self.bad_rows.add((trouble.sheet, trouble.row))
