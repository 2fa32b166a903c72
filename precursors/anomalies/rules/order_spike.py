"""R13: an order far beyond what this operator is used to order of the substance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import log

from precursors.anomalies.rule import Declared, Finding, Known, Series, kilograms, series_rule
from precursors.anomalies.spread import NORMAL, spread

CODE = "order-spike"
YEAR, SEASON = timedelta(days=365), timedelta(days=45)
SCORE_BOTH, SCORE_ONE = 850, 550


@series_rule(CODE, version=3)
def order_spike(series: Series, known: Known) -> Iterator[Finding]:
    """An order beyond the usual deviation from the median, or more than twice the highest of the year before.

    One that is little more than the highest there ever was is told by neither: somebody grows.
    What came in like quantity around the same time a year ago is a season, not a spike.
    """
    least = int(known.figure(CODE, "prior-orders"))
    for substance, orders in series.by_substance.items():
        highest = max((each.base_ug for each in orders[:least]), default=0)
        for at in range(least, len(orders)):
            order = orders[at]
            above, highest = order.base_ug > highest, max(highest, order.base_ug)
            if order.key >= series.first and (above or _far_above_lately(orders, at, known)):
                before, score = orders[:at], _score(orders, at, known)
                if score and not _season(before, order, known):
                    yield _finding(series, substance, before, order, score)


def _far_above_lately(orders: Sequence[Declared], at: int, known: Known) -> bool:
    """Whether an order is more than so many times the highest of the year before, if there was any."""
    order, highest = orders[at], 0
    for before in reversed(orders[:at]):
        if order.day - before.day > YEAR:
            break
        highest = max(highest, before.base_ug)
    return 0 < highest * known.figure(CODE, "times-highest") < order.base_ug


def _score(orders: Sequence[Declared], at: int, known: Known) -> int:
    before, order = orders[:at], orders[at]
    if order.base_ug < known.figure(CODE, "over-highest") * max(each.base_ug for each in before):
        return 0
    beyond, highest = _beyond(before, order, known), _far_above_lately(orders, at, known)
    if beyond and highest:
        return SCORE_BOTH
    return SCORE_ONE if beyond or highest else 0


def _beyond(before: Sequence[Declared], order: Declared, known: Known) -> bool:
    """Whether it lies beyond the deviations, in kilograms and in times: quantities spread in times, upwards further."""
    plain = [float(each.base_ug) for each in before]
    return _off(plain, order.base_ug, spread(plain).median, known) and _off(
        [log(each) for each in plain], log(order.base_ug), 1.0, known
    )


def _off(figures: Sequence[float], figure: float, unit: float, known: Known) -> bool:
    """Whether a figure lies far above others; they are taken to deviate by a share of a unit at least."""
    usual = spread(figures)
    steady = max(usual.deviation * NORMAL, unit * known.figure(CODE, "least-deviation"))
    wider = 1 + known.figure(CODE, "few-orders") / len(figures)
    return figure > usual.median + known.figure(CODE, "deviations") * wider * steady


def _season(before: Sequence[Declared], order: Declared, known: Known) -> bool:
    share = known.figure(CODE, "season-share")
    ago = (each for each in before if abs(order.day - each.day - YEAR) <= SEASON)
    return any(each.base_ug >= share * order.base_ug for each in ago)


def _finding(series: Series, substance: str, before: Sequence[Declared], order: Declared, score: int) -> Finding:
    usual = spread([each.base_ug for each in before])
    inputs = (
        ("substance", substance),
        ("quantity", kilograms(order.base_ug)),
        ("usual", kilograms(round(usual.median))),
        ("highest", kilograms(max(each.base_ug for each in before))),
        ("orders", str(len(before))),
    )
    return Finding(series.agency, (order.key,), score, inputs)
