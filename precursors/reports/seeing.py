"""The tables of a report as a page shows them: those made now, and those of an edition that was filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from precursors.registers.writing import written
from precursors.reports.following import address, addresses
from precursors.reports.report import FIGURES, Row, Table
from precursors.web.figures import month, number
from precursors.web.texts import t

_UNITS = {"kg": 10**9, "litres": 10**6}


class Cell(NamedTuple):
    """What a cell says, whether it is a figure, and where the records beneath it are listed."""

    says: object
    figure: bool
    href: str | None = None


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


def shown(value: Any, as_: str) -> object:  # noqa: ANN401 - whatever a column holds
    """A value as the page of a report shows it."""
    if as_ == "share":
        return "" if value is None else number(Decimal(value).quantize(Decimal("0.001")))
    if as_ == "month":
        return month(value)
    if as_ in {"act", "rule"}:
        return t(f"audit.kind-{value}" if as_ == "act" else f"flags.rule-{value}")
    return written(value, as_)


def of_now(name: str, asked: dict[str, str], table: Table) -> Seen:
    """A table that was just made."""

    def cells(row: Row) -> list[Cell]:
        down = addresses(name, asked, table, row)
        return [
            Cell(shown(value, column.as_), column.as_ in FIGURES, down.get(column.key))
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
                Cell(shown(_again(value, way), way), way in FIGURES, _then(down.get(column), ref))
                for column, way, value in zip(table["columns"], ways, values, strict=True)
            ],
            None,
        )
        for values, down in zip(table["rows"], beneath, strict=True)
    ]
    left = [_left(each["why"], each["records"], _then(each.get("beneath"), ref)) for each in table["left_out"]]
    columns = [(key, way in FIGURES) for key, way in zip(table["columns"], ways, strict=True)]
    return Seen(table["table"], columns, rows, left)


def _again(value: Any, way: str) -> Any:  # noqa: ANN401 - whatever a document holds
    """A value of a document as a table had it: micrograms again for the text of kilograms."""
    return int(Decimal(value) * _UNITS[way]) if way in _UNITS and value is not None else value


def _then(down: str | None, ref: str) -> str | None:
    return f"{down}&filed={ref}" if down else None


def _left(why: str, records: int, href: str | None) -> Left:
    return Left(t(f"reports.{why}", records=records), href)
