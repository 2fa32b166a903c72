"""Sums of standing shipments that several reports tell: by substance, direction, partner, operator, month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Label, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from precursors.reports.beneath import Beneath, Summed, of
from precursors.reports.report import Asked, LeftOut
from precursors.reports.standing import standing
from precursors.trade.models import Shipment


class Sums(NamedTuple):
    """Standing shipments of a group: what they are grouped by, lines, those unresolved, their sums."""

    by: tuple[Any, ...]
    rows: int
    unresolved: int
    base_ug: int
    ul: int | None
    """Microlitres of the lines that were declared in litres; None where none was."""


def sums(
    asked: Asked,
    *by: InstrumentedAttribute[Any] | Label[Any],
    ever: bool = False,
    where: Sequence[ColumnElement[bool]] = (),
) -> list[Sums]:
    """Standing shipments of the year, or of all time up to its end, that satisfy `where`, grouped; one query."""
    s = Shipment
    figures = (
        func.count(),
        func.sum(case((s.base_ug.is_(None), 1), else_=0)),
        func.coalesce(func.sum(s.base_ug), 0),
        func.sum(s.ul),
    )
    query: Any = _within(asked, select(*by, *figures), ever=ever).where(*where).group_by(*by).order_by(*by)
    return [
        Sums(tuple(row[: len(by)]), row[-4], int(row[-3] or 0), int(row[-2]), None if row[-1] is None else int(row[-1]))
        for row in asked.session.execute(query)
    ]


def _within(asked: Asked, query: Select[Any], *, ever: bool) -> Select[Any]:
    query = standing(asked, query, Shipment).where(Shipment.day <= asked.last)
    return query if ever else query.where(Shipment.day >= asked.first)


def lines(asked: Asked, *conditions: ColumnElement[bool], ever: bool = False) -> Summed:
    """The shipments of the year, or up to its end, that satisfy these conditions: counted."""
    return Summed(Shipment, _within(asked, of(Shipment), ever=ever).where(*conditions))


def amounts(
    asked: Asked, figure: ColumnElement[Any] | InstrumentedAttribute[Any], *conditions: ColumnElement[bool],
    ever: bool = False,
) -> Summed:  # fmt: skip
    """The same that know this figure: added up."""
    return Summed(Shipment, lines(asked, *conditions, figure.is_not(None), ever=ever).narrowed, figure)


def same(column: InstrumentedAttribute[Any], value: object) -> ColumnElement[bool]:
    """That a column holds a value, or nothing where the value is None."""
    return column.is_(None) if value is None else column == value


def beneath(asked: Asked, *conditions: ColumnElement[bool]) -> dict[str, Beneath]:
    """What lies beneath the columns of lines, kilograms and litres of a row of these shipments."""
    return {
        "lines": lines(asked, *conditions),
        "base": amounts(asked, Shipment.base_ug, *conditions),
        "litres": amounts(asked, Shipment.ul, *conditions),
    }


def unresolved(asked: Asked, found: Iterable[Sums], *conditions: ColumnElement[bool]) -> list[LeftOut]:
    """Lines whose quantity nobody has resolved: counted, in no sum."""
    count = sum(each.unresolved for each in found)
    which = lines(asked, *conditions, Shipment.base_ug.is_(None))
    return [LeftOut("left-unresolved", count, which)] if count else []
