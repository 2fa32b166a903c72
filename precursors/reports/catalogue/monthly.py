"""One substance month by month, held against the same months of the years before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_

from precursors.law.parameters import Parameters
from precursors.reports.beneath import Beneath
from precursors.reports.drawing.band import Band, Width, band
from precursors.reports.drawing.monthly import draw
from precursors.reports.monthly_figures import NOTHING, Month, months, traded
from precursors.reports.report import Asked, Column, Row, Table, about, report
from precursors.reports.trade_figures import amounts, lines
from precursors.trade.filters import WAYS
from precursors.trade.models import Shipment

BACK = 5
"""Years before that a month is held against."""
COLUMNS = (
    Column("month", "month"), Column("base", "kg"), Column("lines", "count"), Column("low", "kg", worked_out=True),
    Column("high", "kg", worked_out=True), Column("expectation", "page"),
)  # fmt: skip


@report("monthly", draw, substances=traded)
def monthly(asked: Asked) -> list[Table]:
    """A table for each direction that has shipments in the year. A month of which nothing is declared holds 0 kg."""
    asked = about(asked, traded)
    found = months(asked, asked.year - BACK)
    width = _width(asked.today)
    return [
        Table(f"monthly-{way}", COLUMNS, _rows(asked, way, found[way], width))
        for way in WAYS
        if any(month.startswith(str(asked.year)) for month in found.get(way, ()))
    ]


def _width(today: date) -> Width:
    told = Parameters(today)
    deviations, share, years = (told("expected-band", name) for name in ("deviations", "least-share", "least-years"))
    return Width(float(deviations), float(share), int(years))


def _rows(asked: Asked, way: str, found: Mapping[str, Month], width: Width) -> list[Row]:
    """Months of the year that have begun; the history counts from the first year with any shipment."""
    began = min(int(month[:4]) for month in found)
    years = range(began, asked.year)
    last = asked.today.month if asked.today.year == asked.year else 12
    return [_row(asked, way, month, years, found, width) for month in range(1, last + 1)]


def _row(asked: Asked, way: str, month: int, years: Sequence[int], found: Mapping[str, Month], width: Width) -> Row:
    known = found.get(f"{asked.year}-{month:02d}", NOTHING)
    past = [found.get(f"{year}-{month:02d}", NOTHING).known_ug for year in years]
    expected = band([each for each in past if each is not None], width)
    own = (Shipment.substance == asked.substance, Shipment.direction == way)
    now = _within(asked.year, month)
    beneath: dict[str, Beneath] = {
        "base": amounts(asked, Shipment.base_ug, *own, now),
        "lines": lines(asked, *own, now),
    }
    if expected:
        then = or_(*(_within(year, month) for year in years))
        before = amounts(asked, Shipment.base_ug, *own, then, ever=True)
        beneath |= {"low": before, "high": before}
    figures = (known.known_ug, known.rows, expected.low if expected else None, expected.high if expected else None)
    return Row((date(asked.year, month, 1), *figures, _judged(known, expected)), beneath)


def _within(year: int, month: int) -> ColumnElement[bool]:
    return Shipment.day.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _judged(month: Month, expected: Band | None) -> str:
    amount = month.known_ug
    if amount is None:
        return "web.unknown"
    if expected is None:
        return "reports.too-short"
    return "reports.as-expected" if expected.holds(amount) else "reports.unexpected"
