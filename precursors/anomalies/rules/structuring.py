"""R07: several deals, each under the threshold, that together reach it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from precursors.anomalies.measures import MEASURES, Measure
from precursors.anomalies.rule import Declared, Finding, Known, Series, series_rule
from precursors.anomalies.spread import chance
from precursors.trade.rules import Limit

CODE = "structuring"
SCORE_NEAR, SCORE_SUM, SCORE_NEW, SCORE_HABIT = 800, 450, 250, 100
YEAR = timedelta(days=365)


@series_rule(CODE, version=3)
def structuring(series: Series, known: Known) -> Iterator[Finding]:
    """Undeclared deals with one partner, each below a threshold, that reach it within the days of the rule.

    Kilograms and litres are each held against their own published limit, and either tells. Several close under it are a
    sign by themselves; a few close ones, or more that are not, where chance would hardly bring them about at the pace
    this pair is used to. Of a pair without a past the pace of the operator counts; of an operator without one nothing
    is known, and more deals weigh less. A pair that deals so from the first or always is told once: it has not begun
    to hide.
    """
    for substance, orders in series.by_substance.items():
        with_partner: dict[tuple[str, str], list[Declared]] = {}
        for order in orders:
            if not order.declared:
                with_partner.setdefault((order.direction, order.other), []).append(order)
        days: dict[str, list[date]] = {}
        for order in orders:
            days.setdefault(order.direction, []).append(order.day)
        for (direction, _), deals in with_partner.items():
            if len(deals) > 1:
                yield from _of_partner(series, substance, deals, days[direction], known)


def _of_partner(
    series: Series, substance: str, deals: Sequence[Declared], all_days: Sequence[date], known: Known
) -> Iterator[Finding]:
    """`all_days` are those of the operator's orders of the substance in that direction, with whomever."""
    told, used = set[int](), False
    for limit in known.limits(series.agency, substance, deals[-1].direction, deals[-1].day):
        under = [deal for deal in deals if not limit.reached(deal.base_ug, deal.ul)]
        for measure in MEASURES:
            for run, score in _runs(under, limit, measure, all_days, known):
                if not told.issuperset(deal.key for deal in run) and not (score == SCORE_HABIT and used):
                    used = used or score in {SCORE_NEW, SCORE_HABIT}
                    told.update(deal.key for deal in run)
                    yield _finding(series, substance, run, limit, measure, score)


def _runs(
    deals: Sequence[Declared], limit: Limit, measure: Measure, all_days: Sequence[date], known: Known
) -> Iterator[tuple[list[Declared], int]]:
    """Deals within the days, the last of which brings their sum to the limit and makes them odd; how odd they are."""
    days, most = timedelta(days=known.figure(CODE, "days")), measure.most(limit)
    window: list[tuple[Declared, int]] = []
    before: deque[date] = deque()
    for deal in deals if most is not None else ():
        amount = measure.amount(deal)
        if amount is None:
            continue
        window.append((deal, amount))
        while deal.day - window[0][0].day >= days:
            before.append(window.pop(0)[0].day)
        while before and window[0][0].day - before[0] > YEAR:
            before.popleft()
        reached = len(window) > 1 and limit.tripped(most, sum(much for _, much in window))
        if reached and (
            score := _score(
                [much for _, much in window], most or 0, _pace(before or all_days, window[0][0].day, days), known
            )
        ):
            yield [old for old, _ in window], score
            before.extend(old.day for old, _ in window)
            window = []


def _pace(known_days: Sequence[date], day: date, days: timedelta) -> float | None:
    """How many deals in so many days there were in the year before a day; None where none is known before it at all."""
    if not known_days or known_days[0] >= day:
        return None
    before = [each for each in known_days if day - YEAR <= each < day]
    return len(before) * (days / max(day - before[0], 3 * days)) if before else 0.0


def _score(amounts: Sequence[int], most: int, usual: float | None, known: Known) -> int:
    """How odd deals are that reach the limit together, of a pair that has `usual` many of them in as many days."""
    share, deals = known.figure(CODE, "near-share"), len(amounts)
    near = sum(amount >= share * most for amount in amounts)
    if near >= known.figure(CODE, "near-deals"):
        return SCORE_NEAR
    if usual is None:
        return SCORE_NEAR if near == deals else SCORE_NEW if deals >= known.figure(CODE, "least-deals") else 0
    by_chance = chance(deals, usual, known.figure(CODE, "days") / YEAR.days)
    if near == deals and by_chance <= known.figure(CODE, "near-chance"):
        return SCORE_NEAR
    if deals < known.figure(CODE, "least-deals"):
        return 0
    if by_chance <= known.figure(CODE, "sum-chance"):
        return SCORE_SUM
    return SCORE_HABIT if usual >= known.figure(CODE, "habit-share") * deals else 0


def _finding(
    series: Series, substance: str, run: Sequence[Declared], limit: Limit, measure: Measure, score: int
) -> Finding:
    inputs = (
        ("substance", substance),
        ("deals", str(len(run))),
        ("sum", measure.told(sum(measure.amount(deal) or 0 for deal in run))),
        ("first", run[0].day.isoformat()),
        ("last", run[-1].day.isoformat()),
        ("law", limit.cited),
    )
    since = "always" if score == SCORE_HABIT else run[0].day.isoformat()
    cause = f"{series.party} {substance} {run[0].direction} {run[0].other} {since}"
    return Finding(series.agency, tuple(deal.key for deal in run), score, inputs, cause)
