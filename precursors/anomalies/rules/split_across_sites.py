"""R08: one buyer served from several sites of a group of sellers, each time under the threshold, together above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from precursors.anomalies.rule import Declared, Dossier, Finding, Known, Limit, kilograms, rule

CODE, SCORE = "split-across-sites", 800

_Buyer = tuple[str, str, str, str, str]
"""Agency, substance, direction, buyer, group of sellers."""


@rule(CODE, directions=("domestic", "export"), near=timedelta(days=31))
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
                under = list(_under(own, limit))
                if _reached(under, limit) and len({(each.operator, each.site) for each, _ in under}) > 1:
                    yield _finding(agency, f"{buyer} {group}", [each for each, _ in under], limit)
                    break


def _under(sales: Sequence[Declared], limit: Limit) -> Iterator[tuple[Declared, int]]:
    """Each sale below the limit, with its amount in the limit's measure; what is unknown in it is left out."""
    for sale in sales:
        if limit.ug is not None and sale.base_ug < limit.ug:
            yield sale, sale.base_ug
        elif limit.ug is None and limit.ul is not None and sale.ul is not None and sale.ul < limit.ul:
            yield sale, sale.ul


def _reached(under: Sequence[tuple[Declared, int]], limit: Limit) -> bool:
    most = limit.ug if limit.ug is not None else limit.ul
    return most is not None and sum(amount for _, amount in under) >= most


def _finding(agency: str, between: str, sales: Sequence[Declared], limit: Limit) -> Finding:
    first, last = sales[0], sales[-1]
    inputs = (
        ("substance", first.substance),
        ("buyer", first.other),
        ("deals", str(len(sales))),
        ("sites", str(len({(each.operator, each.site) for each in sales}))),
        ("sum", kilograms(sum(each.base_ug for each in sales))),
        ("first", first.day.isoformat()),
        ("last", last.day.isoformat()),
        ("law", limit.cited),
    )
    cause = f"{between} {first.substance} {first.direction} {first.day:%Y-%m}"
    return Finding(agency, tuple(each.key for each in sales), SCORE, inputs, cause)
