"""What a report is: tables of one agency's year, every figure with the records beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.reports import catalogue
from precursors.reports.beneath import Beneath
from precursors.scope.visible import Sight
from precursors.web.svg import Drawing


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: a calendar year of the records a reader's own agencies have, as of today."""

    session: Session
    sight: Sight
    year: int
    today: date
    substance: str | None = None
    """Key of the substance it is about, where it is about one."""
    before: int | None = None
    """Key of a fact: the report is made as the register stood before it was written. None: as it stands."""

    @property
    def told(self) -> dict[str, str]:
        """As it stands in an address."""
        return {"year": str(self.year)} | ({"substance": self.substance} if self.substance else {})

    @property
    def first(self) -> date:
        """First day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 12, 31)


FIGURES = ("kg", "litres", "count", "share", "percent")
ADD_NOTHING = ("share", "percent")
"""How columns of figures are written, every figure with records beneath it, and those whose records add nothing up."""


class Column(NamedTuple):
    """One column: key of its heading among the pages (`reports.<key>`), how its values are written, and whether they
    are worked out (a ratio, a mean) from what the records beneath add up to, rather than their sum.
    """

    key: str
    as_: str = "text"
    worked_out: bool = False


class Row(NamedTuple):
    """One row: a value for each column, the records beneath its figures by column, and the page of the record that
    it tells of where it is one.
    """

    values: Sequence[Any]
    beneath: Mapping[str, Beneath] = {}
    record: str | None = None


class LeftOut(NamedTuple):
    """What a table does not count: key of the reason among the pages, how many records, which."""

    why: str
    records: int
    beneath: Beneath


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report; an amount nobody knows is None, never 0."""

    key: str
    """Key of its title among the pages: `reports.<key>`."""
    columns: Sequence[Column]
    rows: Sequence[Row]
    left_out: Sequence[LeftOut] = field(default=())

    def labels(self, row: Row) -> list[str]:
        """What tells a row from the others: its values before the first figure, as texts."""
        found = []
        for column, value in zip(self.columns, row.values, strict=True):
            if column.as_ in FIGURES:
                break
            found.append("" if value is None else str(value))
        return found

    def beneath(self, column: str, labels: Sequence[str]) -> Beneath | None:
        """The records beneath a figure, or beneath what is left out for a reason; None where there is no such one."""
        for each in self.left_out:
            if each.why == column and not labels:
                return each.beneath
        return next((row.beneath.get(column) for row in self.rows if self.labels(row) == list(labels)), None)


Tables = Callable[[Asked], list[Table]]
Substances = Callable[[Asked], list[str]]
"""Keys of substances of which there is something to tell, those with most of it in the year first."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What a picture of tables is drawn with."""

    mirrored: bool
    """Whether it is for a language written from right to left."""
    down: Callable[[Table, Row, str], str | None]
    """Where the records beneath a figure of a row are listed."""


Draw = Callable[[Sequence[Table], Ink], Drawing]


@dataclass(frozen=True, slots=True)
class Report:
    """One report; its title is the page `reports.<name>`, what it is for `reports.<name>-lead`."""

    name: str
    tables: Tables
    draw: Draw | None = None
    """How its tables are drawn; a report that is a picture is looked at and not filed."""
    substances: Substances | None = None
    """What it may be about, where it is about one substance at a time."""
    of_year: bool = True
    """Whether it is about a year; else it tells of today."""


REPORTS: dict[str, Report] = {}


def report(
    name: str, draw: Draw | None = None, *, substances: Substances | None = None, of_year: bool = True
) -> Callable[[Tables], Tables]:
    """Register a function as what makes the report of that name, and how it is drawn."""

    def registered(tables: Tables) -> Tables:
        REPORTS[name] = Report(name, tables, draw, substances, of_year)
        return tables

    return registered


def about(asked: Asked, substances: Substances) -> Asked:
    """What is asked of the substance it names, or of the first there is something to tell of where it names none."""
    return asked if asked.substance else replace(asked, substance=next(iter(substances(asked)), None))


def reports() -> dict[str, Report]:
    """Every report there is, each found in its own file, by name."""
    for module in iter_modules(catalogue.__path__):
        import_module(f"{catalogue.__name__}.{module.name}")
    return dict(sorted(REPORTS.items()))
