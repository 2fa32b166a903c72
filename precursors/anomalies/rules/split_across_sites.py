"""R08: one buyer served from several sites of a group of sellers, each time under the threshold, together above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeAlias

from precursors.anomalies.measures import MEASURES, Measure, widest
from precursors.anomalies.rule import Deal, Dossier, Finding, Known, rule
from precursors.trade.rules import CAUTION, Limit

CODE, SCORE = "split-across-sites", 800

_Buyer = tuple[str, str, str, str, str]
"""Agency, substance, direction, buyer, group of sellers."""


@rule(CODE, 4, directions=("domestic", "export"), near=timedelta(days=31), unweighed=True)
def split_across_sites(dossier: Dossier) -> Iterator[Finding]:
    """Undeclared sales of a calendar month to one buyer, or to buyers linked with it, that reach a threshold together.

    A threshold counts what a group of sellers delivers from all of its sites (21 CFR 1310.04(e)): sellers are a group
    where links that stand join them, and one seller has as many sites as its sales name. Sales of one site alone are
    told by R07. Where the amount of some or all sales is not known the sum cannot be judged, and that is told.
    """
    known, month = dossier.known, (0, 0, "")
    sales: dict[_Buyer, list[Deal]] = defaultdict(list)
    for sale in dossier.deals:
        own = (sale.day.year, sale.day.month, sale.substance)
        if own != month:
            yield from _of_month(sales, known)
            month = own
            sales.clear()
        if sale.other and sale.operator and not sale.declared:
            group = [known.groups.get((sale.agency, each), each) for each in (sale.other, sale.operator)]
            sales[sale.agency, sale.substance, sale.direction, group[0], group[1]].append(sale)
    yield from _of_month(sales, known)


def _of_month(sales: dict[_Buyer, list[Deal]], known: Known) -> Iterator[Finding]:
    for (agency, substance, direction, buyer, group), own in sales.items():
        if _sites(own) > 1:
            for limit in known.limits(agency, substance, direction, own[-1].day):
                under = [each for each in own if not limit.trips(each.base_ug, each.ul)]
                if told := _reaching(under, limit) or _unjudged(under, limit):
                    yield _finding(agency, f"{buyer} {group}", told, limit)
                    break


def _sites(sales: Sequence[Deal]) -> int:
    return len({(each.operator, each.site) for each in sales})


_Told: TypeAlias = tuple[list[Deal], Measure]


def _reaching(under: Sequence[Deal], limit: Limit) -> _Told | None:
    """Sales below a limit that trip it together in one of its measures, from several sites."""
    measure = next((each for each in MEASURES if limit.tripped(each.most(limit), each.sum(under))), None)
    known = measure.known(under) if measure else []
    return (known, measure) if measure and _sites(known) > 1 else None


def _unjudged(under: Sequence[Deal], limit: Limit) -> _Told | None:
    """Sales below a limit, some or all of an unknown amount: nobody can say that they stay under it together."""
    measure = widest(under, limit)
    known = measure.known(under)
    return (list(under), measure) if len(known) < len(under) and _sites(under) > 1 else None


def _finding(agency: str, between: str, told: _Told, limit: Limit) -> Finding:
    sales, measure = told
    first, last, lacking = sales[0], sales[-1], len(sales) - len(measure.known(sales))
    inputs = (
        ("substance", first.substance),
        ("buyer", first.other),
        ("deals", str(len(sales))),
        ("sites", str(_sites(sales))),
        ("first", first.day.isoformat()),
        ("last", last.day.isoformat()),
        ("law", limit.cited),
        *measure.sum_told(sales),
    )
    cause = f"{'perhaps ' if lacking else ''}{between} {first.substance} {first.direction} {first.day:%Y-%m}"
    return Finding(agency, tuple(each.key for each in sales), CAUTION if lacking else SCORE, inputs, cause)
