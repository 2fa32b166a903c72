"""The tables of a report as a page shows them: those made now, and those of an edition that was filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from precursors.registers.writing import written
from precursors.reports.following import address, addresses
from precursors.reports.report import FIGURES, Row, Table
from precursors.reports.writing import NAMED
from precursors.web.figures import month, number, per_cent
from precursors.web.texts import t

_UNITS = {"kg": 10**9, "litres": 10**6}
DIGITS = 3
"""Digits of an amount that is below a thousandth of its unit."""


class Cell(NamedTuple):
    """What a cell says, whether it is a figure, and where the records beneath it are listed."""

    says: object
    figure: bool
    href: str | None = None
    exact: object = None
    """All its digits, where it does not say them."""


class Left(NamedTuple):
    """What is not counted and why, and where it is listed."""

    says: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One table as a page shows it."""

    key: str
    columns: Sequence[tuple[str, bool]]
    """Key of each heading, and whether figures stand below it."""
    rows: Sequence[tuple[Sequence[Cell], str | None]]
    """Cells, and the page of the record a row tells of."""
    left_out: Sequence[Left]

    @property
    def rounded(self) -> bool:
        """Whether a figure of it has more digits than are shown."""
        return any(cell.exact is not None for cells, _ in self.rows for cell in cells)


def shown(value: Any, as_: str) -> object:  # noqa: ANN401 - whatever a column holds
    """A value as a table shows it: amounts to the gram or the millilitre, smaller ones by their first digits."""
    if as_ in _UNITS and value is not None:
        return exactly(readable(value, _UNITS[as_]), as_)
    return exactly(value, as_)


def readable(amount: int, unit: int) -> int:
    """An amount in its smallest parts, to a thousandth of its unit; one below that to its first digits."""
    step = unit // 1000
    if abs(amount) < step:
        step = 10 ** max(len(str(abs(amount))) - DIGITS, 0)
    return (abs(amount) + step // 2) // step * step * (-1 if amount < 0 else 1)


def exactly(value: Any, as_: str) -> object:  # noqa: ANN401 - whatever a column holds
    """A value as a page shows it that tells all its digits."""
    if as_ == "share":
        return "" if value is None else number(Decimal(value).quantize(Decimal("0.001")))
    if as_ == "percent":
        return t("web.unknown") if value is None else per_cent(value)
    if as_ == "count" and value is None:
        return t("web.unknown")
    if as_ == "month":
        return month(date.fromisoformat(f"{value[:7]}-01") if isinstance(value, str) else value)
    if as_ in NAMED:
        return t(f"{NAMED[as_]}{value}")
    return written(value, as_)


def of_now(name: str, asked: dict[str, str], table: Table) -> Seen:
    """A table that was just made."""

    def cells(row: Row) -> list[Cell]:
        down = addresses(name, asked, table, row)
        return [
            _cell(value, column.as_, down.get(column.key))
            for column, value in zip(table.columns, row.values, strict=True)
        ]

    return Seen(
        table.key,
        [(column.key, column.as_ in FIGURES) for column in table.columns],
        [(cells(row), row.record) for row in table.rows],
        [_left(each.why, each.records, address(name, asked, table, each.why, ())) for each in table.left_out],
    )


def of_edition(told: Mapping[str, Any], ref: str) -> list[Seen]:
    """The tables of a filed document; their figures lead to the records as they stood when it was filed."""
    return [_of_then(table, ref) for table in told["tables"]]


def _of_then(table: Mapping[str, Any], ref: str) -> Seen:
    # The first documents did not say how their values are written, nor where the records are: they stand as texts.
    early = "written" not in table
    ways = ["text"] * len(table["columns"]) if early else table["written"]
    beneath = [{}] * len(table["rows"]) if early else table["beneath"]
    rows = [
        (
            [
                _cell(_again(value, way), way, _then(down.get(column), ref))
                for column, way, value in zip(table["columns"], ways, values, strict=True)
            ],
            None,
        )
        for values, down in zip(table["rows"], beneath, strict=True)
    ]
    left = [_left(each["why"], each["records"], _then(each.get("beneath"), ref)) for each in table["left_out"]]
    columns = [(key, way in FIGURES) for key, way in zip(table["columns"], ways, strict=True)]
    return Seen(table["table"], columns, rows, left)


def _cell(value: Any, as_: str, href: str | None) -> Cell:  # noqa: ANN401 - whatever a column holds
    says, exact = shown(value, as_), exactly(value, as_)
    return Cell(says, as_ in FIGURES, href, exact if exact != says else None)


def _again(value: Any, way: str) -> Any:  # noqa: ANN401 - whatever a document holds
    """A value of a document as a table had it: micrograms again for the text of kilograms."""
    return int(Decimal(value) * _UNITS[way]) if way in _UNITS and value is not None else value


def _then(down: str | None, ref: str) -> str | None:
    return f"{down}&filed={ref}" if down else None


def _left(why: str, records: int, href: str | None) -> Left:
    return Left(t(f"reports.{why}", records=records), href)
