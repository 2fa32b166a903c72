"""What partner countries told of the year's trade, beside what was recorded here."""

from __future__ import annotations

from functools import partial

from precursors.mirror.gathering import Found, Wanted, comparisons
from precursors.mirror.models import MirrorFigure
from precursors.mirror.rules import Comparison, Month, Sum, month_of
from precursors.reports.beneath import Beneath, Counted, every
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import standing
from precursors.trade.models import Shipment

FIGURES = (
    Column("here", "kg"),
    Column("there", "kg"),
    Column("unknown-here", "count"),
    Column("unknown-there", "count"),
    Column("verdict", "page"),
)
PLACE = (Column("partner", "country"), Column("direction", "page"), Column("substance", "substance"))


@report("mirror")
def mirror(asked: Asked) -> list[Table]:
    """By partner and substance over the year, and by month; a side that knows of nothing is empty, not 0."""
    wanted = Wanted(asked.sight, year=asked.year)
    found = list(comparisons(asked.session, wanted, asked.today, partial(standing, asked)))
    whole = [Row((*_place(each), *_figures(each.comparison)), _beneath(each, 12)) for each in found]
    months = [
        Row((*_place(each), _named(month), *_figures(month)), _beneath(each, 1, month.month))
        for each in found
        for month in each.comparison.months
        if month.here.lines or month.there.lines
    ]
    return [
        Table("mirror-years", (*PLACE, *FIGURES), whole),
        Table("mirror-months", (*PLACE, Column("month", "month"), *FIGURES), months),
    ]


def _place(found: Found) -> tuple[str, str, str]:
    return found.place.partner, f"mirror.{found.place.direction}", found.place.substance


def _figures(row: Month | Comparison) -> tuple[int | None, int | None, int, int, str]:
    return _known(row.here), _known(row.there), row.here.unknown, row.there.unknown, f"mirror.verdict-{row.verdict}"


def _known(side: Sum) -> int | None:
    """What a side comes to; None where it knows of nothing, or of nothing but unknown quantities."""
    return side.ug if side.lines > side.unknown else None


def _named(month: Month) -> str:
    return f"{month.month // 12}-{month.month % 12 + 1:02d}"


def _beneath(found: Found, months: int, first: int | None = None) -> dict[str, Beneath]:
    """The lines of both sides in so many months from `first` on, else from the beginning of the year."""
    start = found.place.year * 12 if first is None else first
    made: dict[str, Beneath] = {}
    for name, model, side in (("here", Shipment, found.here), ("there", MirrorFigure, found.there)):
        lines = [line for line in side if start <= month_of(line.last) < start + months]
        made[name] = Counted(model, [(line.key, line.ug) for line in lines])
        made[f"unknown-{name}"] = every(model, [line.key for line in lines if line.ug is None])
    return made
