"""What everybody's shipments together show, for rules that compare one with all. Pure: one pass over declarations."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import log
from typing import Any

from precursors.anomalies.rule import Declared, Known, Limit, Price
from precursors.anomalies.spread import Spread, spread
from precursors.law.parameters import Parameters


def known_of(
    shipments: Iterable[Declared],
    today: date,
    limits: Callable[[str, str, str, date], Sequence[Limit]],
    sensitive: frozenset[str],
    groups: Mapping[tuple[str, str], str],
    uses: Mapping[tuple[str, str, str], str] | None = None,
) -> Known:
    """Amounts, prices, weights, package sizes, ways and forwarders of all shipments, in any order."""
    amounts: dict[str, array[int]] = defaultdict(lambda: array("q"))
    prices: dict[Price, list[float]] = defaultdict(list)
    heaviness: dict[str, list[float]] = defaultdict(list)
    packagings: dict[str, Counter[str]] = defaultdict(Counter)
    routes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    forwarders: Counter[str] = Counter()
    for each in shipments:
        amounts[each.substance].append(each.base_ug)
        if each.price:
            prices[each.substance, each.day.year, each.currency].append(log(each.price))
        if each.heaviness:
            heaviness[each.substance].append(log(each.heaviness))
        if each.packaging:
            packagings[each.substance][each.packaging] += 1
        if each.transit and each.origin and each.destination:
            routes[each.origin, each.destination][each.transit] += 1
        forwarders.update(each.forwarders)
    ordered = {key: sorted(own) for key, own in amounts.items()}
    return Known(
        today,
        Parameters(today),
        ordered,
        _spreads(prices),
        _spreads(heaviness),
        packagings,
        routes,
        forwarders,
        uses or {},
        limits,
        sensitive,
        groups,
    )


def _spreads(figures: dict[Any, list[float]]) -> dict[Any, Spread]:
    return {key: spread(own) for key, own in figures.items()}
