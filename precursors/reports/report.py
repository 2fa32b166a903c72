"""What a report is: tables of one agency's year, every figure with the address of the records beneath it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.reports import catalogue
from precursors.scope.visible import Sight


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: a calendar year of the records a reader's own agencies have, as of today."""

    session: Session
    sight: Sight
    year: int
    today: date

    @property
    def first(self) -> date:
        """First day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 12, 31)


class Column(NamedTuple):
    """One column: key of its heading among the pages (`reports.<key>`), and how its values are written."""

    key: str
    as_: str = "text"


class Row(NamedTuple):
    """One row: a value for each column, and the page (path and query) that lists the records beneath it."""

    values: Sequence[Any]
    beneath: str | None = None


class LeftOut(NamedTuple):
    """What a table does not count: key of the reason among the pages, how many records, where they are listed."""

    why: str
    records: int
    beneath: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report; an amount nobody knows is None, never 0."""

    key: str
    """Key of its title among the pages: `reports.<key>`."""
    columns: Sequence[Column]
    rows: Sequence[Row]
    left_out: Sequence[LeftOut] = field(default=())


Tables = Callable[[Asked], list[Table]]


@dataclass(frozen=True, slots=True)
class Report:
    """One report; its title is the page `reports.<name>`, what it is for `reports.<name>-lead`."""

    name: str
    tables: Tables
    permission: Permission = Permission.READ_REPORTS


REPORTS: dict[str, Report] = {}


def report(name: str) -> Callable[[Tables], Tables]:
    """Register a function as what makes the report of that name."""

    def registered(tables: Tables) -> Tables:
        REPORTS[name] = Report(name, tables)
        return tables

    return registered


def reports() -> dict[str, Report]:
    """Every report there is, each found in its own file, by name."""
    for module in iter_modules(catalogue.__path__):
        import_module(f"{catalogue.__name__}.{module.name}")
    return dict(sorted(REPORTS.items()))
