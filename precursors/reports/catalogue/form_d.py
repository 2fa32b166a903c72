"""The annual return to the International Narcotics Control Board on precursors (Form D), part by part.

What the form itself prints was not at hand; its contents follow what the 1988 Convention (article 12, paragraph 12) and
ECOSOC resolution 1995/20 ask for, and a person has to carry the figures over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Label, case, select
from sqlalchemy.orm import InstrumentedAttribute

from precursors.law.book import law_book
from precursors.reports.beneath import Beneath, Counted, Later, every
from precursors.reports.catalogue.alr import alr
from precursors.reports.catalogue.seizures import by_substance
from precursors.reports.preparations import in_form
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, report
from precursors.reports.seizure_figures import incidents, taken
from precursors.reports.standing import standing
from precursors.reports.trade_figures import Sums, beneath, same, sums, unresolved
from precursors.seizures.models import Seizure
from precursors.seizures.totals import SeizureTotal
from precursors.stock.models import StockLine
from precursors.trade.models import Shipment

INCIDENTS = (Column("incident", "page"), Column("incidents", "count"))
DIVERSION = (Column("diverted"), Column("origin"), Column("incidents", "count"))
TRADE = (
    Column("table"), Column("substance", "substance"), Column("goods-form", "page"), Column("country", "country"),
    Column("lines", "count"), Column("base", "kg"), Column("litres", "litres"),
)  # fmt: skip
USES = (
    Column("table"), Column("substance", "substance"), Column("declarations", "count"), Column("produced", "kg"),
    Column("used", "kg"), Column("produced-litres", "litres"), Column("used-litres", "litres"),
)  # fmt: skip
NATIONAL = (
    Column("country", "country"),
    Column("substance", "substance"),
    Column("figures", "count"),
    Column("net", "kg"),
)
UNLISTED = "-"

DECLARED = ("produced_amount", "used_amount")
"""What an operator declares to have made and used in a period."""


@report("form-d")
def form_d(asked: Asked) -> list[Table]:
    """Seizures, other incidents, origin and diversion, licit trade, manufacture and use, annual requirements."""
    lots = [lot for lot in taken(asked) if lot.incident is None or lot.incident.kind == "seizure"]
    found = incidents(asked)
    return [
        by_substance("part-seizures", lots, apart=True),
        _national(asked),
        _incidents(found),
        _diversion(found),
        *_trade(asked),
        _uses(asked),
        *alr(asked),
    ]


def _national(asked: Asked) -> Table:
    """Figures that countries publish, by country and substance; they are added to no lot and no seizure."""
    query: Any = select(SeizureTotal).where(SeizureTotal.year == str(asked.year))
    found = list(asked.session.execute(standing(asked, query, SeizureTotal).order_by(SeizureTotal.id)).scalars())
    own: dict[tuple[str, str], list[SeizureTotal]] = defaultdict(list)
    for each in found:
        if each.substance is not None and each.amount_ug is not None:
            own[each.country, each.substance].append(each)
    rows = []
    for (country, substance), those in sorted(own.items()):
        weighed = Counted(SeizureTotal, [(each.id, each.amount_ug) for each in those])
        figures = (country, substance, len(those), sum(each.amount_ug or 0 for each in those))
        rows.append(Row(figures, {"figures": every(SeizureTotal, [each.id for each in those]), "net": weighed}))
    unknown = [each.id for each in found if each.amount_ug is None]
    unnamed = [each.id for each in found if each.amount_ug is not None and each.substance is None]
    told = [("left-no-figure", unknown), ("left-unnamed", unnamed)]
    left = [LeftOut(why, len(keys), every(SeizureTotal, keys)) for why, keys in told if keys]
    return Table("part-national", NATIONAL, rows, left)


def _incidents(found: Sequence[Seizure]) -> Table:
    """Stopped shipments, suspicious orders, thefts, losses, laboratories, dumps."""
    own: dict[str, list[int]] = defaultdict(list)
    for each in found:
        if each.kind != "seizure":
            own[each.kind].append(each.id)
    rows = [
        Row((f"reports.incident-{kind}", len(keys)), {"incidents": every(Seizure, keys)})
        for kind, keys in sorted(own.items())
    ]
    return Table("part-incidents", INCIDENTS, rows)


def _diversion(found: Sequence[Seizure]) -> Table:
    own: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for each in found:
        if each.diverted_from or each.origin:
            own[each.diverted_from, each.origin].append(each.id)
    ordered = sorted(own.items(), key=lambda pair: (-len(pair[1]), pair[0][0] or "", pair[0][1] or ""))
    rows = [Row((*place, len(keys)), {"incidents": every(Seizure, keys)}) for place, keys in ordered]
    return Table("part-diversion", DIVERSION, rows)


def _trade(asked: Asked) -> list[Table]:
    """Licit imports and exports by substance and partner country, preparations apart: kilograms of the substance,
    litres where declared in litres. One query adds up both.
    """
    s, form = Shipment, in_form(asked)
    ways = {"import": s.origin, "export": s.destination}
    partner = case((s.direction == "import", s.origin), else_=s.destination).label("partner")
    found = sums(asked, s.substance, form, partner, s.direction, where=[s.direction.in_(ways)])
    made = []
    for direction, country in ways.items():
        own, those = s.direction == direction, [each for each in found if each.by[3] == direction]
        rows = [
            Row(
                (table_of(asked, each.by[0]), *each.by[:3], each.rows, each.base_ug, each.ul),
                Later(("lines", "base", "litres"), partial(_beneath, asked, each, own, form, country)),
            )
            for each in those
        ]
        rows.sort(key=lambda row: tuple(map(str, row.values[:4])))
        made.append(Table(f"part-{direction}s", TRADE, rows, unresolved(asked, those, own)))
    return made


def _beneath(
    asked: Asked, each: Sums, own: ColumnElement[bool], form: Label[str], country: InstrumentedAttribute[Any]
) -> dict[str, Beneath]:
    substance, made_as, partner, _ = each.by
    return beneath(asked, own, Shipment.substance == substance, form.element == made_as, same(country, partner))


def _uses(asked: Asked) -> Table:
    """Licit manufacture and use as operators declare them with their stock (ECOSOC resolution 1995/20)."""
    query: Any = select(StockLine).where(StockLine.first <= asked.last, StockLine.last >= asked.first)
    told = asked.session.execute(standing(asked, query, StockLine).order_by(StockLine.id)).scalars().all()
    lines = [line for line in told if asked.first <= line.first and line.last <= asked.last]
    own: dict[str, list[StockLine]] = defaultdict(list)
    for line in lines:
        own[line.substance].append(line)
    twice = {name: told_twice(lines, name) for name in DECLARED}
    across = {line.id for line in told} - {line.id for line in lines}
    rows = [_used(asked, substance, those, twice) for substance, those in own.items()]
    rows.sort(key=lambda row: tuple(map(str, row.values[:2])))
    reasons = (("left-told-twice", set().union(*twice.values())), ("left-across-years", across))
    left = [LeftOut(why, len(keys), every(StockLine, sorted(keys))) for why, keys in reasons if keys]
    return Table("part-uses", USES, rows, left)


def _used(asked: Asked, substance: str, those: Sequence[StockLine], twice: Mapping[str, set[int]]) -> Row:
    figures: list[Counted] = []
    for measure, name in product(("base_ug", "ul"), DECLARED):
        own = (line for line in those if line.measure == measure and line.id not in twice[name])
        parts = [(line.id, getattr(line, name)) for line in own]
        figures.append(Counted(StockLine, [part for part in parts if part[1] is not None]))
    totals = [figure.sum(asked.session).adds if figure.parts else None for figure in figures]
    names = [column.key for column in USES[3:]]
    beneath: dict[str, Beneath] = {"declarations": every(StockLine, [line.id for line in those])}
    return Row(
        (table_of(asked, substance), substance, len(those), *totals), beneath | dict(zip(names, figures, strict=True))
    )


def told_twice(lines: Sequence[StockLine], name: str) -> set[int]:
    """Lines whose figure `name` a line of a longer period around theirs tells too, for the same operator and site.

    The longer one counts: it holds the months for which nothing else was declared.
    """
    own: dict[tuple[str, str | None, str], list[StockLine]] = defaultdict(list)
    for line in lines:
        if getattr(line, name) is not None:
            own[line.who, line.site, line.substance].append(line)
    return {
        line.id
        for those in own.values()
        for line in those
        if any(
            o.first <= line.first and line.last <= o.last and (o.first, o.last) != (line.first, line.last)
            for o in those
        )
    }


def table_of(asked: Asked, substance: str) -> str:
    """The list of the United Nations a substance stood on at the end of the year; a dash where on none."""
    found = [entry.value.list_id for entry in law_book().listings(substance, asked.last)]
    return next((name.partition(":")[2] for name in sorted(found) if name.startswith("UN:")), UNLISTED)
