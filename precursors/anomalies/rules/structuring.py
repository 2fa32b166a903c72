"""R07: several deals, each under the threshold, that together reach it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from precursors.anomalies.measures import MEASURES, Measure, widest
from precursors.anomalies.rule import Deal, Finding, Known, Series, series_rule
from precursors.anomalies.spread import chance
from precursors.trade.rules import CAUTION, Limit

CODE = "structuring"
SCORE_NEAR, SCORE_SUM, SCORE_NEW, SCORE_HABIT = 800, 450, 250, 100
YEAR = timedelta(days=365)


@series_rule(CODE, version=5)
def structuring(series: Series, known: Known) -> Iterator[Finding]:
    """Undeclared deals with one partner, each below a threshold, that reach it within the days of the rule.

    Kilograms and litres are each held against their own published limit, and either tells. Several close under it are a
    sign by themselves; a few close ones, or more that are not, where chance would hardly bring them about at the pace
    this pair is used to. Of a pair without a past the pace of the operator counts; of an operator without one nothing
    is known, and more deals weigh less. A pair that deals so from the first or always is told once: it has not begun
    to hide. Where the amount of some or all of them is not known the sum cannot be judged, and that is told.
    """
    for substance, orders in series.deals.items():
        with_partner: dict[tuple[str, str], list[Deal]] = {}
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
    series: Series, substance: str, deals: Sequence[Deal], all_days: Sequence[date], known: Known
) -> Iterator[Finding]:
    """`all_days` are those of the operator's orders of the substance in that direction, with whomever."""
    told, used = set[int](), False
    for limit in known.limits(series.agency, substance, deals[-1].direction, deals[-1].day):
        under = [deal for deal in deals if not limit.trips(deal.base_ug, deal.ul)]
        for measure in MEASURES:
            for run, score in _runs(under, limit, measure, all_days, known):
                if not told.issuperset(deal.key for deal in run) and not (score == SCORE_HABIT and used):
                    used = used or score in {SCORE_NEW, SCORE_HABIT}
                    told.update(deal.key for deal in run)
                    yield _finding(series, substance, run, limit, measure, score)
        for run, measure, score in _unjudged(under, limit, all_days, known):
            news = measure.known(run) or run
            if not told.issuperset(deal.key for deal in news) and not (score == SCORE_HABIT and used):
                used = used or score == SCORE_HABIT
                told.update(deal.key for deal in run)
                yield _finding(series, substance, run, limit, measure, min(score, CAUTION))


class _Window:
    """Deals of the last days, and the days of those of a year before them."""

    def __init__(self, days: timedelta) -> None:
        self.days = days
        self.deals: list[Deal] = []
        self.before: deque[date] = deque()

    def add(self, deal: Deal) -> None:
        """A later deal comes in, and those that are too old for it leave."""
        self.deals.append(deal)
        while deal.day - self.deals[0].day >= self.days:
            self.before.append(self.deals.pop(0).day)
        while self.before and self.deals[0].day - self.before[0] > YEAR:
            self.before.popleft()

    def leave(self) -> None:
        """Its deals were told: the next ones begin anew."""
        self.before.extend(deal.day for deal in self.deals)
        self.deals = []


def _runs(
    deals: Sequence[Deal], limit: Limit, measure: Measure, all_days: Sequence[date], known: Known
) -> Iterator[tuple[list[Deal], int]]:
    """Deals within the days, the last of which brings their sum to the limit and makes them odd; how odd they are."""
    window, most = _Window(timedelta(days=known.figure(CODE, "days"))), measure.most(limit)
    for deal in measure.known(deals) if most is not None else ():
        window.add(deal)
        reached = len(window.deals) > 1 and limit.tripped(most, measure.sum(window.deals))
        if reached and (score := _score(window, _near(window.deals, limit, measure, known), all_days, known)):
            yield window.deals, score
            window.leave()


def _unjudged(
    deals: Sequence[Deal], limit: Limit, all_days: Sequence[date], known: Known
) -> Iterator[tuple[list[Deal], Measure, int]]:
    """Deals within the days, some or all of an unknown amount, that would be odd if they reached the limit; how odd.

    Kilograms alone are of an unknown amount to a limit in litres.
    """
    if limit.ug is not None and all(deal.base_ug is not None for deal in deals):
        return
    window = _Window(timedelta(days=known.figure(CODE, "days")))
    for deal in deals:
        window.add(deal)
        measure = widest(window.deals, limit)
        lacking = len(window.deals) - len(measure.known(window.deals))
        if lacking and len(window.deals) > 1:
            near = lacking + _near(window.deals, limit, measure, known)
            if score := _score(window, near, all_days, known):
                yield window.deals, measure, score
                window.leave()


def _near(deals: Sequence[Deal], limit: Limit, measure: Measure, known: Known) -> int:
    """How many of the deals are close to the limit."""
    least = known.figure(CODE, "near-share") * (measure.most(limit) or 0)
    return sum((measure.amount(deal) or 0) >= least for deal in measure.known(deals))


def _pace(known_days: Sequence[date], day: date, days: timedelta) -> float | None:
    """How many deals in so many days there were in the year before a day; None where none is known before it at all."""
    if not known_days or known_days[0] >= day:
        return None
    before = [each for each in known_days if day - YEAR <= each < day]
    return len(before) * (days / max(day - before[0], 3 * days)) if before else 0.0


def _score(window: _Window, near: int, all_days: Sequence[date], known: Known) -> int:
    """How odd deals are, so many of them near the limit, that reach it together, at the pace the pair is used to."""
    deals, usual = len(window.deals), _pace(window.before or all_days, window.deals[0].day, window.days)
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
    series: Series, substance: str, run: Sequence[Deal], limit: Limit, measure: Measure, score: int
) -> Finding:
    lacking = len(run) - len(measure.known(run))
    inputs = (
        ("substance", substance),
        ("deals", str(len(run))),
        ("first", run[0].day.isoformat()),
        ("last", run[-1].day.isoformat()),
        ("law", limit.cited),
        *measure.sum_told(run),
    )
    since = "always" if score == SCORE_HABIT else run[0].day.isoformat()
    cause = f"{'perhaps ' if lacking else ''}{series.party} {substance} {run[0].direction} {run[0].other} {since}"
    return Finding(series.agency, tuple(deal.key for deal in run), score, inputs, cause)
