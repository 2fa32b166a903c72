"""R08: one buyer served from several sites of a group of sellers, each time under the threshold, together above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from precursors.anomalies.measures import MEASURES, Measure
from precursors.anomalies.rule import Declared, Dossier, Finding, Known, rule
from precursors.trade.rules import Limit

CODE, SCORE = "split-across-sites", 800

_Buyer = tuple[str, str, str, str, str]
"""Agency, substance, direction, buyer, group of sellers."""


@rule(CODE, 2, directions=("domestic", "export"), near=timedelta(days=31))
def split_across_sites(dossier: Dossier) -> Iterator[Finding]:
    """Undeclared sales of a calendar month to one buyer, or to buyers linked with it, that reach a threshold together.

    A threshold counts what a group of sellers delivers from all of its sites (21 CFR 1310.04(e)): sellers are a group
    where links that stand join them, and one seller has as many sites as its sales name. Sales of one site alone are
    told by R07.
    """
    known, month = dossier.known, (0, 0, "")
    sales: dict[_Buyer, list[Declared]] = defaultdict(list)
    for sale in dossier.shipments:
        own = (sale.day.year, sale.day.month, sale.substance)
        if own != month:
            yield from _of_month(sales, known)
            month = own
            sales.clear()
        if sale.other and sale.operator and not sale.declared:
            group = [known.groups.get((sale.agency, each), each) for each in (sale.other, sale.operator)]
            sales[sale.agency, sale.substance, sale.direction, group[0], group[1]].append(sale)
    yield from _of_month(sales, known)


def _of_month(sales: dict[_Buyer, list[Declared]], known: Known) -> Iterator[Finding]:
    for (agency, substance, direction, buyer, group), own in sales.items():
        sites = {(each.operator, each.site) for each in own}
        if len(sites) > 1:
            for limit in known.limits(agency, substance, direction, own[-1].day):
                under = [each for each in own if not limit.reached(each.base_ug, each.ul)]
                measure = next((each for each in MEASURES if _reached(under, limit, each)), None)
                if measure and len({(each.operator, each.site) for each in measure.known(under)}) > 1:
                    yield _finding(agency, f"{buyer} {group}", measure.known(under), limit, measure)
                    break


def _reached(under: Sequence[Declared], limit: Limit, measure: Measure) -> bool:
    """Whether sales below a limit trip it together in one of its measures; what is unknown in it is left out."""
    return limit.tripped(measure.most(limit), sum(measure.amount(each) or 0 for each in under))


def _finding(agency: str, between: str, sales: Sequence[Declared], limit: Limit, measure: Measure) -> Finding:
    first, last = sales[0], sales[-1]
    inputs = (
        ("substance", first.substance),
        ("buyer", first.other),
        ("deals", str(len(sales))),
        ("sites", str(len({(each.operator, each.site) for each in sales}))),
        ("sum", measure.told(sum(measure.amount(each) or 0 for each in sales))),
        ("first", first.day.isoformat()),
        ("last", last.day.isoformat()),
        ("law", limit.cited),
    )
    cause = f"{between} {first.substance} {first.direction} {first.day:%Y-%m}"
    return Finding(agency, tuple(each.key for each in sales), SCORE, inputs, cause)
