"""Where trade moved: trends, concentration, substitution, new routes, points of diversion, rules, quality of data.

Every figure says on how many lines it rests; a trend of few lines is told as uncertain, not left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func

from precursors.flags.models import Flag
from precursors.reports.beneath import Summed, of
from precursors.reports.diversion import diversion
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.shifting import FEW
from precursors.reports.standing import keys_of_year
from precursors.reports.substitution import substitution
from precursors.reports.trade_figures import Sums, amounts, beneath, lines, same, sums, unresolved
from precursors.reports.years_before import YEARS, Before, earlier, years_before
from precursors.scope.visible import visible
from precursors.trade.models import Shipment

TREND = (
    Column("substance", "substance"), Column("base", "kg"), Column("years-before", "kg", worked_out=True),
    Column("ratio", "share", worked_out=True),
    Column("lines", "count"), Column("certainty", "page"),
)  # fmt: skip
CONCENTRATION = (
    Column("substance", "substance"), Column("operators", "count", worked_out=True), Column("largest"),
    Column("largest-share", "percent", worked_out=True), Column("hhi", "share", worked_out=True),
)  # fmt: skip
ROUTES = (
    Column("origin", "country"),
    Column("destination", "country"),
    Column("transit", "country"),
    Column("lines", "count"),
    Column("base", "kg"),
)
FOUND = (Column("rule", "rule"), Column("flags", "count"))
QUALITY = (
    Column("substance", "substance"),
    Column("lines", "count"),
    Column("unresolved", "count"),
    Column("share", "percent", worked_out=True),
)


@report("threat-assessment")
def threat_assessment(asked: Asked) -> list[Table]:
    """Trend, concentration, substitution, new routes, points of diversion, rules, data quality."""
    by_substance = sums(asked, Shipment.substance)
    before = years_before(asked)
    return [
        _trend(asked, by_substance, before),
        _concentration(asked),
        substitution(asked, by_substance, before),
        _new_routes(asked),
        diversion(asked),
        _rules(asked),
        _quality(asked, by_substance),
    ]


def _trend(asked: Asked, found: list[Sums], before: Mapping[str, Before]) -> Table:
    rows = []
    for each in found:
        substance = each.by[0]
        total, years, _ = before.get(substance, (0, 0, 0))
        mean = total // years if years else None
        ratio = each.base_ug / mean if mean else None
        sure = "reports.sure" if each.rows - each.unresolved >= FEW and years == YEARS else "reports.unsure"
        own = beneath(asked, Shipment.substance == substance)
        known = own | {"ratio": own["base"], "years-before": earlier(asked, substance)}
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
