"""R14: many more orders within a month than the year before lets expect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import sqrt

from precursors.anomalies.rule import Declared, Finding, Known, Series, series_rule
from precursors.anomalies.spread import chance

CODE, SCORE = "frequency-spike", 800
YEAR = timedelta(days=365)


@series_rule(CODE, version=2)
def frequency_spike(series: Series, known: Known) -> Iterator[Finding]:
    """Orders in the window beyond the mean of the year before and three roots of it; a season a year ago excuses.

    Somebody who orders at random has such a month now and then, and there are many operators and months: what chance
    brings about more often than the rule's figure is not told.
    """
    days = timedelta(days=known.figure(CODE, "days"))
    for substance, orders in series.by_substance.items():
        told_until, start, least = date.min, 0, known.figure(CODE, "least-deals")
        for at, order in enumerate(orders):
            while order.day - orders[start].day >= days:
                start += 1
            if at + 1 - start < least or order.day <= told_until:
                continue
            window = orders[start : at + 1]
            if not _many(orders, window, order.day, days, known):
                continue
            told_until = order.day + days
            yield _finding(series, substance, window, _mean(orders, window[0].day, days))


def _mean(orders: Sequence[Declared], start: date, days: timedelta) -> float:
    """Orders of a window, on the mean of the year before `start`."""
    return sum(start - YEAR <= each.day < start for each in orders) * (days / YEAR)


def _many(orders: Sequence[Declared], window: Sequence[Declared], day: date, days: timedelta, known: Known) -> bool:
    start = window[0].day
    if start - orders[0].day < YEAR / 2:
        return False
    mean = _mean(orders, start, days)
    season = sum(day - YEAR - days <= each.day <= day - YEAR + days for each in orders) / 2
    usual = max(mean, season)
    if len(window) <= usual + known.figure(CODE, "deviations") * sqrt(max(usual, 1)):
        return False
    return chance(len(window), usual, days / YEAR) <= known.figure(CODE, "most-chance")


def _finding(series: Series, substance: str, window: Sequence[Declared], mean: float) -> Finding:
    inputs = (
        ("substance", substance),
        ("orders", str(len(window))),
        ("first", window[0].day.isoformat()),
        ("last", window[-1].day.isoformat()),
        ("usual", f"{mean:.1f}"),
    )
    cause = f"{series.party} {substance} {window[0].day.isoformat()}"
    return Finding(series.agency, tuple(each.key for each in window), SCORE, inputs, cause)
