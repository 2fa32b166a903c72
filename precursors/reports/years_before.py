"""What the years before a report's year say of each substance, from kept sums where the register stands as it is."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, extract, func, select

from precursors.reports.beneath import Summed
from precursors.reports.report import Asked
from precursors.reports.standing import standing
from precursors.reports.trade_figures import amounts
from precursors.scope.visible import visible
from precursors.trade.models import Shipment, ShipmentMonth

YEARS = 3
"""Years before that a year is held against."""


class Before(NamedTuple):
    """One substance in the years before: micrograms of it, how many of the years had any, resolved lines."""

    base_ug: int
    years: int
    rows: int


def years_before(asked: Asked) -> dict[str, Before]:
    """Every substance with a resolved line in the years before; one query."""
    found: dict[str, Before] = {}
    for substance, _, base, rows in asked.session.execute(_yearly(asked)):
        known = found.get(substance, Before(0, 0, 0))
        found[substance] = Before(known.base_ug + int(base), known.years + 1, known.rows + int(rows))
    return found


def _yearly(asked: Asked) -> Any:  # noqa: ANN401 - a query
    """Substance, year, sum and resolved lines; as the register stood earlier, from the shipments themselves."""
    years = range(asked.year - YEARS, asked.year)
    if asked.before is not None:
        year: Any = extract("year", Shipment.day)
        figures = (func.sum(Shipment.base_ug), func.sum(case((Shipment.base_ug.is_(None), 0), else_=1)))
        query: Any = standing(asked, select(Shipment.substance, year, *figures), Shipment)
        query = query.where(_in_years(years), Shipment.base_ug.is_not(None))
        return query.group_by(Shipment.substance, year)
    month = ShipmentMonth
    year = func.substr(month.month, 1, 4)
    figures = (func.sum(month.base_ug), func.sum(month.rows - month.unresolved))
    query = select(month.substance, year, *figures).where(month.rows > month.unresolved)
    query = query.where(month.month.between(f"{years[0]}-01", f"{years[-1]}-12"))
    return visible(query, month, asked.sight.own).group_by(month.substance, year)


def _in_years(years: range) -> ColumnElement[bool]:
    return Shipment.day.between(date(years[0], 1, 1), date(years[-1], 12, 31))


def earlier(asked: Asked, substance: str) -> Summed:
    """The shipments of a substance in the years before."""
    which = (Shipment.substance == substance, _in_years(range(asked.year - YEARS, asked.year)))
    return amounts(asked, Shipment.base_ug, *which, ever=True)
