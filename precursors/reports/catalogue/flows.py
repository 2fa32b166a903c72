"""Where a substance came from, through whose hands it went, and where it was said to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from precursors.reports.drawing.flows import draw
from precursors.reports.monthly_figures import traded
from precursors.reports.report import Asked, Column, Row, Table, about, report
from precursors.reports.trade_figures import Sums, beneath, same, sums, unresolved
from precursors.trade.models import Shipment

FIGURES = (Column("lines", "count"), Column("base", "kg"))
CAME = (Column("origin", "country"), Column("operator"), *FIGURES)
WENT = (Column("operator"), Column("destination", "country"), Column("use"), *FIGURES)


@report("flows", draw, substances=traded)
def flows(asked: Asked) -> list[Table]:
    """By country of origin and operator, and by operator, destination and declared use: the same shipments twice."""
    asked = about(asked, traded)
    s = Shipment
    came = _of(asked, s.origin, s.operator)
    went = _of(asked, s.operator, s.destination, s.use)
    left = unresolved(asked, came, s.substance == asked.substance)
    return [
        Table("flows-came", CAME, _rows(asked, came, s.origin, s.operator), left),
        Table("flows-went", WENT, _rows(asked, went, s.operator, s.destination, s.use)),
    ]


def _of(asked: Asked, *by: InstrumentedAttribute[Any]) -> list[Sums]:
    found = sums(asked, *by, where=[Shipment.substance == asked.substance])
    return sorted(found, key=lambda each: -each.base_ug)


def _rows(asked: Asked, found: Sequence[Sums], *by: InstrumentedAttribute[Any]) -> list[Row]:
    own = Shipment.substance == asked.substance
    return [
        Row((*each.by, each.rows, each.base_ug), beneath(asked, own, *map(same, by, each.by)))
        for each in found
        if each.base_ug
    ]
