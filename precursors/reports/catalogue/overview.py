"""The year at a glance: what of each substance came and went, against the year before; from sums kept with the rows."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from precursors.reports.beneath import Beneath
from precursors.reports.drawing.overview import draw
from precursors.reports.monthly_figures import NOTHING, Month, every_month, together
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.trade_figures import amounts, beneath, lines
from precursors.trade.models import Shipment

YEAR = (
    Column("substance", "substance"), Column("trade-direction", "page"), Column("base", "kg"), Column("before", "kg"),
    Column("ratio", "share", worked_out=True), Column("lines", "count"), Column("unresolved", "count"),
)  # fmt: skip
MONTHS = (
    Column("substance", "substance"),
    Column("trade-direction", "page"),
    Column("month", "month"),
    Column("base", "kg"),
)
SHOWN = 8
"""Rows of the year, those with most, that are told month by month and drawn."""


@report("overview", draw)
def overview(asked: Asked) -> list[Table]:
    """By substance and direction, most first; one query of the monthly sums, however many shipments there are."""
    kept = every_month(asked, asked.year - 1)
    ordered = sorted(kept, key=lambda place: (-_of_year(kept[place], asked.year).base_ug, place))
    rows = [_year(asked, place, kept[place]) for place in ordered]
    months = [row for place in ordered[:SHOWN] for row in _months(asked, place, kept[place])]
    return [Table("by-substance", YEAR, rows), Table("by-month", MONTHS, months)]


def _of_year(months: Mapping[str, Month], year: int) -> Month:
    return together(known for month, known in months.items() if month.startswith(f"{year:04d}"))


def _year(asked: Asked, place: tuple[str, str], months: Mapping[str, Month]) -> Row:
    own = (Shipment.substance == place[0], Shipment.direction == place[1])
    these, before = _of_year(months, asked.year), _of_year(months, asked.year - 1).known_ug
    now = these.known_ug
    year_before = Shipment.day.between(date(asked.year - 1, 1, 1), date(asked.year - 1, 12, 31))
    known: dict[str, Beneath] = beneath(asked, *own)
    known |= {"before": amounts(asked, Shipment.base_ug, *own, year_before, ever=True), "ratio": known["base"]}
    known |= {"unresolved": lines(asked, *own, Shipment.base_ug.is_(None))}
    figures = (now, before, now / before if before and now is not None else None, these.rows, these.unresolved)
    return Row((place[0], f"app.direction-{place[1]}", *figures), known)


def _months(asked: Asked, place: tuple[str, str], months: Mapping[str, Month]) -> list[Row]:
    """The months of the year that have begun."""
    last = asked.today.month if asked.today.year == asked.year else 12
    own = (Shipment.substance == place[0], Shipment.direction == place[1])
    rows = []
    for month in range(1, last + 1):
        known = months.get(f"{asked.year}-{month:02d}", NOTHING)
        days = (date(asked.year, month, 1), date(asked.year, month, monthrange(asked.year, month)[1]))
        those = amounts(asked, Shipment.base_ug, *own, Shipment.day.between(*days))
        rows.append(Row((place[0], f"app.direction-{place[1]}", days[0], known.known_ug), {"base": those}))
    return rows
