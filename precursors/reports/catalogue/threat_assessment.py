"""Where trade moved: trends, concentration, new routes, what the rules found, and how good the data are.

Every figure says on how many lines it rests; a trend of few lines is told as uncertain, not left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from precursors.flags.models import Flag
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.trade_figures import Sums, beneath, sums, unresolved
from precursors.scope.visible import visible
from precursors.trade.models import Shipment, ShipmentMonth

TREND = (
    Column("substance", "substance"), Column("base", "kg"), Column("years-before", "kg"), Column("ratio", "share"),
    Column("lines", "count"), Column("certainty", "page"),
)  # fmt: skip
CONCENTRATION = (
    Column("substance", "substance"), Column("operators", "count"), Column("largest"), Column("largest-share", "share"),
    Column("hhi", "share"),
)  # fmt: skip
ROUTES = (Column("origin"), Column("destination"), Column("transit"), Column("lines", "count"), Column("base", "kg"))
FOUND = (Column("rule", "rule"), Column("flags", "count"))
QUALITY = (
    Column("substance", "substance"),
    Column("lines", "count"),
    Column("unresolved", "count"),
    Column("share", "share"),
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
    """Substance to the sum of the years before and how many of them had any, from the kept monthly sums."""
    month = ShipmentMonth
    first, last = f"{asked.year - YEARS}-01", f"{asked.year - 1}-12"
    year = func.substr(month.month, 1, 4)
    query: Any = select(month.substance, year, func.sum(month.base_ug)).where(month.month.between(first, last))
    query = visible(query, month, asked.sight.own).group_by(month.substance, year)
    found: dict[str, list[int]] = defaultdict(list)
    for substance, _, base in asked.session.execute(query):
        found[substance].append(int(base))
    return {substance: (sum(own), len(own)) for substance, own in found.items()}


def _trend(asked: Asked, found: list[Sums]) -> Table:
    before = _before(asked)
    rows = []
    for each in found:
        substance = each.by[0]
        total, years = before.get(substance, (0, 0))
        mean = total // years if years else None
        ratio = each.base_ug / mean if mean else None
        sure = "reports.sure" if each.rows - each.unresolved >= FEW and years == YEARS else "reports.unsure"
        rows.append(Row((substance, each.base_ug, mean, ratio, each.rows, sure), beneath(asked, substance=substance)))
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
        rows.append(Row(figures, beneath(asked, substance=substance, direction="import")))
    return Table("concentration", CONCENTRATION, rows)


def _new_routes(asked: Asked) -> Table:
    """Ways of this year on which nothing is known from before it."""
    by = (Shipment.origin, Shipment.destination, Shipment.transit)
    year = {each.by: each for each in sums(asked, *by)}
    ever = {each.by: each.rows for each in sums(asked, *by, ever=True)}
    rows = [
        Row((*way, each.rows, each.base_ug))
        for way, each in sorted(year.items(), key=lambda pair: -pair[1].base_ug)
        if ever[way] == each.rows and (way[0] or way[1])
    ]
    return Table("new-routes", ROUTES, rows[:100])


def _rules(asked: Asked) -> Table:
    query: Any = select(Flag.rule, func.count()).group_by(Flag.rule).order_by(func.count().desc(), Flag.rule)
    found = asked.session.execute(visible(query, Flag, asked.sight.own))
    return Table(
        "found-by-rules", FOUND, [Row((rule, count), f"/flags?rule={rule}&state=any") for rule, count in found]
    )


def _quality(asked: Asked, found: list[Sums]) -> Table:
    rows = [
        Row((each.by[0], each.rows, each.unresolved, each.unresolved / each.rows), beneath(asked, substance=each.by[0]))
        for each in found
    ]
    return Table("data-quality", QUALITY, rows)
