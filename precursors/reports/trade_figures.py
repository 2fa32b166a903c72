"""Sums of standing shipments that several reports tell: by substance, direction, partner, operator, month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.reports.report import Asked, LeftOut
from precursors.scope.visible import visible
from precursors.trade.models import Shipment


class Sums(NamedTuple):
    """Standing shipments of a group: what they are grouped by, lines, those unresolved, their sums."""

    by: tuple[Any, ...]
    rows: int
    unresolved: int
    base_ug: int
    ul: int | None
    """Microlitres of the lines that were declared in litres; None where none was."""


def sums(asked: Asked, *by: InstrumentedAttribute[Any], ever: bool = False) -> list[Sums]:
    """Standing shipments of the year, or of all time up to its end, grouped; one query."""
    s = Shipment
    figures = (
        func.count(),
        func.sum(case((s.base_ug.is_(None), 1), else_=0)),
        func.coalesce(func.sum(s.base_ug), 0),
        func.sum(s.ul),
    )
    query: Any = select(*by, *figures).join(Current, stands(s)).where(s.day <= asked.last)
    if not ever:
        query = query.where(s.day >= asked.first)
    query = visible(query, s, asked.sight.own).group_by(*by).order_by(*by)
    return [
        Sums(tuple(row[: len(by)]), row[-4], int(row[-3] or 0), int(row[-2]), None if row[-1] is None else int(row[-1]))
        for row in asked.session.execute(query)
    ]


def beneath(asked: Asked, **filters: str | None) -> str:
    """The list of shipments of the year that these filters leave."""
    known = {name: value for name, value in filters.items() if value}
    return "/shipments?" + urlencode({"first": asked.first.isoformat(), "last": asked.last.isoformat()} | known)


def unresolved(asked: Asked, found: Iterable[Sums]) -> list[LeftOut]:
    """Lines whose quantity nobody has resolved: counted, in no sum."""
    count = sum(each.unresolved for each in found)
    return [LeftOut("left-unresolved", count, beneath(asked, status="unresolved"))] if count else []
