"""Where trade moved: trends, concentration, new routes, what the rules found, and how good the data are.

Every figure says on how many lines it rests; a trend of few lines is told as uncertain, not left out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select

from precursors.flags.models import Flag
from precursors.reports.beneath import Summed, of
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import keys_of_year, standing
from precursors.reports.trade_figures import Sums, amounts, beneath, lines, same, sums, unresolved
from precursors.scope.visible import visible
from precursors.trade.models import Shipment, ShipmentMonth

TREND = (
    Column("substance", "substance"), Column("base", "kg"), Column("years-before", "kg", worked_out=True),
    Column("ratio", "share", worked_out=True),
    Column("lines", "count"), Column("certainty", "page"),
)  # fmt: skip
CONCENTRATION = (
    Column("substance", "substance"), Column("operators", "count", worked_out=True), Column("largest"),
    Column("largest-share", "share", worked_out=True), Column("hhi", "share", worked_out=True),
)  # fmt: skip
ROUTES = (Column("origin"), Column("destination"), Column("transit"), Column("lines", "count"), Column("base", "kg"))
FOUND = (Column("rule", "rule"), Column("flags", "count"))
QUALITY = (
    Column("substance", "substance"),
    Column("lines", "count"),
    Column("unresolved", "count"),
    Column("share", "share", worked_out=True),
)
FEW = 12
"""Lines below which a trend is uncertain."""
YEARS = 3
"""Years before that a trend is held against."""


@report("threat-assessment")
def threat_assessment(asked: Asked) -> list[Table]:
    """Trend, concentration, routes that were not taken before, rules, data quality."""
    by_substance = sums(asked, Shipment.substance)
    return [
        _trend(asked, by_substance),
        _concentration(asked),
        _new_routes(asked),
        _rules(asked),
        _quality(asked, by_substance),
    ]


def _before(asked: Asked) -> dict[str, tuple[int, int]]:
    """Substance to the sum of the years before and how many of them had any.

    From the kept monthly sums; as the register stood earlier, from the shipments themselves.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for substance, _, base in asked.session.execute(_yearly(asked)):
        found[substance].append(int(base))
    return {substance: (sum(own), len(own)) for substance, own in found.items()}


def _yearly(asked: Asked) -> Any:  # noqa: ANN401 - a query
    """Substance, year and sum of each of the years before."""
    years = range(asked.year - YEARS, asked.year)
    if asked.before is not None:
        year: Any = extract("year", Shipment.day)
        query: Any = standing(asked, select(Shipment.substance, year, func.sum(Shipment.base_ug)), Shipment)
        query = query.where(_in_years(years), Shipment.base_ug.is_not(None))
        return query.group_by(Shipment.substance, year)
    month = ShipmentMonth
    year = func.substr(month.month, 1, 4)
    query = select(month.substance, year, func.sum(month.base_ug)).where(month.rows > month.unresolved)
    query = query.where(month.month.between(f"{years[0]}-01", f"{years[-1]}-12"))
    return visible(query, month, asked.sight.own).group_by(month.substance, year)


def _in_years(years: range) -> ColumnElement[bool]:
    return Shipment.day.between(date(years[0], 1, 1), date(years[-1], 12, 31))


def _earlier(asked: Asked, substance: str) -> Summed:
    """What the mean of the years before is worked out from."""
    which = (Shipment.substance == substance, _in_years(range(asked.year - YEARS, asked.year)))
    return amounts(asked, Shipment.base_ug, *which, ever=True)


def _trend(asked: Asked, found: list[Sums]) -> Table:
    before = _before(asked)
    rows = []
    for each in found:
        substance = each.by[0]
        total, years = before.get(substance, (0, 0))
        mean = total // years if years else None
        ratio = each.base_ug / mean if mean else None
        sure = "reports.sure" if each.rows - each.unresolved >= FEW and years == YEARS else "reports.unsure"
        own = beneath(asked, Shipment.substance == substance)
        earlier = _earlier(asked, substance)
        known = own | {"ratio": own["base"], "years-before": earlier}
        rows.append(Row((substance, each.base_ug, mean, ratio, each.rows, sure), known))
    rows.sort(key=lambda row: -(row.values[3] or 0))
    return Table("trend", TREND, rows, unresolved(asked, found))


def _concentration(asked: Asked) -> Table:
    """The Herfindahl-Hirschman index of imports: 1 where one operator imports everything."""
    shares: dict[str, dict[str, int]] = defaultdict(dict)
    for each in sums(asked, Shipment.substance, Shipment.operator, Shipment.direction):
        substance, operator, direction = each.by
        if direction == "import" and each.base_ug:
            shares[substance][operator or ""] = shares[substance].get(operator or "", 0) + each.base_ug
    rows = []
    for substance, own in sorted(shares.items()):
        total = sum(own.values())
        largest = max(own, key=lambda name: (own[name], name))
        index = sum((amount / total) ** 2 for amount in own.values())
        figures = (substance, len(own), largest, own[largest] / total, index)
        which = (Shipment.substance == substance, Shipment.direction == "import")
        imports = amounts(asked, Shipment.base_ug, *which)
        theirs = amounts(asked, Shipment.base_ug, *which, same(Shipment.operator, largest or None))
        rows.append(Row(figures, {"operators": imports, "hhi": imports, "largest-share": theirs}))
    return Table("concentration", CONCENTRATION, rows)


def _new_routes(asked: Asked) -> Table:
    """Ways of this year on which nothing is known from before it."""
    by = (Shipment.origin, Shipment.destination, Shipment.transit)
    year = {each.by: each for each in sums(asked, *by)}
    ever = {each.by: each.rows for each in sums(asked, *by, ever=True)}
    rows = [
        Row((*way, each.rows, each.base_ug), beneath(asked, *map(same, by, way)))
        for way, each in sorted(year.items(), key=lambda pair: -pair[1].base_ug)
        if ever[way] == each.rows and (way[0] or way[1])
    ]
    return Table("new-routes", ROUTES, rows[:100])


def _rules(asked: Asked) -> Table:
    first, end = keys_of_year(asked)
    year: Any = visible(of(Flag), Flag, asked.sight.own).where(Flag.id >= first, Flag.id < end)
    query = year.with_only_columns(Flag.rule, func.count()).group_by(Flag.rule).order_by(func.count().desc(), Flag.rule)
    rows = [
        Row((rule, count), {"flags": Summed(Flag, year.where(Flag.rule == rule))})
        for rule, count in asked.session.execute(query)
    ]
    return Table("found-by-rules", FOUND, rows)


def _quality(asked: Asked, found: list[Sums]) -> Table:
    rows = []
    for each in found:
        own = Shipment.substance == each.by[0]
        every, open_ = lines(asked, own), lines(asked, own, Shipment.base_ug.is_(None))
        figures = (each.by[0], each.rows, each.unresolved, each.unresolved / each.rows)
        rows.append(Row(figures, {"lines": every, "unresolved": open_, "share": open_}))
    return Table("data-quality", QUALITY, rows)
