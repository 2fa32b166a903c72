"""What partner countries told of the year's trade, beside what was recorded here."""

from __future__ import annotations

from urllib.parse import urlencode

from precursors.mirror.gathering import Found, Wanted, comparisons
from precursors.mirror.rules import Comparison, Month, Sum
from precursors.reports.report import Asked, Column, Row, Table, report

FIGURES = (Column("here", "kg"), Column("there", "kg"), Column("unknown", "count"), Column("verdict", "page"))
PLACE = (Column("partner"), Column("direction", "page"), Column("substance", "substance"))


@report("mirror")
def mirror(asked: Asked) -> list[Table]:
    """By partner and substance over the year, and by month; a side that knows of nothing is empty, not 0."""
    found = list(comparisons(asked.session, Wanted(asked.sight, year=asked.year), asked.today))
    whole = [Row((*_place(each), *_figures(each.comparison)), _beneath(each)) for each in found]
    months = [
        Row((*_place(each), f"{month.month // 12}-{month.month % 12 + 1:02d}", *_figures(month)), _beneath(each))
        for each in found
        for month in each.comparison.months
        if month.here.lines or month.there.lines
    ]
    return [
        Table("mirror-years", (*PLACE, *FIGURES), whole),
        Table("mirror-months", (*PLACE, Column("month"), *FIGURES), months),
    ]


def _place(found: Found) -> tuple[str, str, str]:
    return found.place.partner, f"mirror.{found.place.direction}", found.place.substance


def _figures(row: Month | Comparison) -> tuple[int | None, int | None, int, str]:
    return _known(row.here), _known(row.there), row.here.unknown + row.there.unknown, f"mirror.verdict-{row.verdict}"


def _known(side: Sum) -> int | None:
    """What a side comes to; None where it knows of nothing, or of nothing but unknown quantities."""
    return side.ug if side.lines > side.unknown else None


def _beneath(found: Found) -> str:
    place = found.place
    asked = {"year": place.year, "partner": place.partner, "substance": place.substance, "direction": place.direction}
    return "/mirror?" + urlencode(asked)
