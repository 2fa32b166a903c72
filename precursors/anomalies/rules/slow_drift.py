"""Quantities that creep up order by order until they have doubled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from precursors.anomalies.rule import Declared, Finding, Known, Series, kilograms, series_rule
from precursors.anomalies.spread import median, steadiness

CODE, SCORE = "slow-drift", 750
MONTH = timedelta(days=365) / 12


@series_rule(CODE)
def slow_drift(series: Series, known: Known) -> Iterator[Finding]:
    """Over the months of the rule each order tends above the one before, and the last quarter doubles the first."""
    span, least = known.figure(CODE, "months") * MONTH, int(known.figure(CODE, "least-orders"))
    for substance, orders in series.by_substance.items():
        lately = [order for order in orders if orders[-1].day - order.day <= span] if len(orders) >= least else ()
        if len(lately) >= least and _drifts(lately, known):
            yield _finding(series, substance, lately)


def _ends(orders: Sequence[Declared]) -> tuple[float, float]:
    """Median order of the first and of the last quarter."""
    quarter = max(len(orders) // 4, 1)
    first, last = orders[:quarter], orders[-quarter:]
    return median(sorted(each.base_ug for each in first)), median(sorted(each.base_ug for each in last))


def _drifts(orders: Sequence[Declared], known: Known) -> bool:
    first, last = _ends(orders)
    grown = last >= known.figure(CODE, "growth") * first
    return grown and steadiness([each.base_ug for each in orders]) >= known.figure(CODE, "steadiness")


def _finding(series: Series, substance: str, orders: Sequence[Declared]) -> Finding:
    first, last = _ends(orders)
    inputs = (
        ("substance", substance),
        ("before", kilograms(round(first))),
        ("after", kilograms(round(last))),
        ("orders", str(len(orders))),
        ("first", orders[0].day.isoformat()),
        ("last", orders[-1].day.isoformat()),
    )
    cause = f"{series.party} {substance} {orders[-1].day.year}"
    return Finding(series.agency, tuple(each.key for each in orders), SCORE, inputs, cause)
