"""An operator that was silent for a year or more orders again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from math import exp

from precursors.anomalies.rule import Finding, Known, Series, kilograms, series_rule
from precursors.anomalies.spread import median

CODE, SCORE, SCORE_LARGER = "dormant-reactivated", 600, 850


@series_rule(CODE, version=2)
def dormant_reactivated(series: Series, known: Known) -> Iterator[Finding]:
    """An order after a silence far longer than this operator's usual gaps; more so where it exceeds all before.

    Whoever orders now and then is silent for a year by chance, sooner or later: that is not told.
    """
    least, times = int(known.figure(CODE, "prior-orders")), known.figure(CODE, "times-gap")
    silence = timedelta(days=known.figure(CODE, "days"))
    days = [order.day for order in series.orders]
    for at in range(least, len(days)):
        gap = days[at] - days[at - 1]
        if gap < silence or series.orders[at].key < series.first:
            continue
        gaps = sorted((after - before).days for before, after in pairwise(days[:at]))
        usual = median(gaps)
        order = series.orders[at]
        if gap.days >= times * usual and _by_chance(gap.days, gaps) <= known.figure(CODE, "gap-chance"):
            before = (each.base_ug for each in series.orders[:at] if each.substance == order.substance)
            highest = max(before, default=0)
            inputs = (
                ("substance", order.substance),
                ("quantity", kilograms(order.base_ug)),
                ("days", str(gap.days)),
                ("last", days[at - 1].isoformat()),
            )
            yield Finding(series.agency, (order.key,), SCORE_LARGER if order.base_ug > highest else SCORE, inputs)


def _by_chance(gap: int, gaps: Sequence[int]) -> float:
    """How many gaps so long orders at random, as often as these, would have left."""
    return (len(gaps) + 1) * exp(-gap * len(gaps) / max(sum(gaps), 1))
