"""What a file's rows come to while they are judged: counts, problems, warnings, findings, good rows by block."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from precursors.intake.drafts import Trouble
from precursors.problems import problem
from precursors.quantities.conventions import Convention
from precursors.trade.goods import Shelf
from precursors.trade.register import Register
from precursors.trade.rules import Finding, Line

MOST_TOLD = 1000
"""Rows with the same warning that are told one by one."""


@dataclass(slots=True)
class Judged:
    """The good rows of one block, column by column, ready to be kept or written."""

    sheet: str
    rows: list[int]
    columns: dict[str, tuple[list[str | None], Sequence[int]]]
    """Stated columns that are not empty: distinct texts and a code for each row."""
    directions: list[str]
    days: list[str]
    substances: list[str]
    parties: list[str | None]
    counterparties: list[str | None]
    """The other party where its stock is moved too, which is inside the country; None elsewhere."""
    amounts: list[tuple[int | None, int | None, int | None, int | None, int | None, str, str | None, int | None]]
    """base_ug, net_ug, ul, stated_ug, stated_ul, status, code, uncertainty in parts per million."""
    keys: list[bytes]


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

    def find(self, found: Finding, good: int) -> None:
        """Note that a good row shows a finding."""
        key = (found.rule, found.cause)
        known = self.findings.get(key)
        if known is None:
            known = self.findings[key] = (found, array("I"))
        known[1].append(good)

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
