"""The ways goods took: country to country, over the ports they named."""

from __future__ import annotations

from sqlalchemy import or_

from precursors.intake.places import country_place
from precursors.reports.drawing.route_map import draw
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, report
from precursors.reports.trade_figures import beneath, lines, same, sums
from precursors.trade.models import Shipment

COLUMNS = (
    Column("origin", "country"), Column("port-loading"), Column("port-discharge"), Column("destination", "country"),
    Column("lines", "count"), Column("base", "kg"),
)  # fmt: skip


@report("route-map", draw)
def route_map(asked: Asked) -> list[Table]:
    """Shipments that name two countries of the map; all others are listed below it."""
    s = Shipment
    by = (s.origin, s.port_loading, s.port_discharge, s.destination)
    narrowed = [s.substance == asked.substance] if asked.substance else []
    rows, elsewhere = [], []
    for each in sums(asked, *by, where=narrowed):
        if country_place(each.by[0]) and country_place(each.by[3]):
            own = beneath(asked, *narrowed, *map(same, by, each.by))
            rows.append(Row((*each.by, each.rows, each.base_ug), own))
        else:
            elsewhere.append(each)
    rows.sort(key=lambda row: -row.values[-1])
    ends = {each.by[end] for each in elsewhere for end in (0, 3) if not country_place(each.by[end])}
    unplaced = [s.origin.in_(ends), s.destination.in_(ends), s.origin.is_(None), s.destination.is_(None)]
    count = sum(each.rows for each in elsewhere)
    left = [LeftOut("left-unplaced", count, lines(asked, *narrowed, or_(*unplaced)))] if count else []
    return [Table("ways", COLUMNS, rows, left)]
