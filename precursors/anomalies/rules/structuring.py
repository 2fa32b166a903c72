"""R07: several deals, each under the threshold, that together reach it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from precursors.anomalies.rule import Declared, Finding, Known, Limit, Series, kilograms, series_rule

CODE = "structuring"
SCORE_NEAR, SCORE_SUM = 850, 150


@series_rule(CODE)
def structuring(series: Series, known: Known) -> Iterator[Finding]:
    """Undeclared deals with one partner, each below a threshold, that reach it within a month or the days of the rule.

    Kilograms and litres are each held against their own published limit. Several deals close under it weigh more.
    """
    for substance, orders in series.by_substance().items():
        with_partner: dict[tuple[str, str], list[Declared]] = {}
        for order in orders:
            if not order.declared:
                with_partner.setdefault((order.direction, order.other), []).append(order)
        for deals in with_partner.values():
            yield from _of_partner(series, substance, deals, known)


def _of_partner(series: Series, substance: str, deals: Sequence[Declared], known: Known) -> Iterator[Finding]:
    if len(deals) < 2:
        return
    told: set[int] = set()
    for limit in known.limits(series.agency, substance, deals[-1].direction, deals[-1].day):
        for run in _runs(deals, limit, known):
            if not told.issuperset(deal.key for deal in run):
                told.update(deal.key for deal in run)
                yield _finding(series, substance, run, limit, known)


def _amounts(deals: Sequence[Declared], limit: Limit) -> Iterator[tuple[Declared, int, int]]:
    """Each deal below the limit, with its amount and the limit in the limit's own measure."""
    for deal in deals:
        if limit.ug is not None and deal.base_ug < limit.ug:
            yield deal, deal.base_ug, limit.ug
        elif limit.ug is None and limit.ul is not None and deal.ul is not None and deal.ul < limit.ul:
            yield deal, deal.ul, limit.ul


def _runs(deals: Sequence[Declared], limit: Limit, known: Known) -> Iterator[list[Declared]]:
    """Deals within the days, the last of which brings their sum to the limit."""
    days = timedelta(days=known.figure(CODE, "days"))
    window: list[tuple[Declared, int]] = []
    for deal, amount, most in _amounts(deals, limit):
        window = [(old, much) for old, much in window if deal.day - old.day < days]
        window.append((deal, amount))
        if len(window) > 1 and sum(much for _, much in window) >= most:
            yield [old for old, _ in window]
            window = []


def _finding(series: Series, substance: str, run: Sequence[Declared], limit: Limit, known: Known) -> Finding:
    share, least = known.figure(CODE, "near-share"), known.figure(CODE, "near-deals")
    near = sum(amount >= share * most for _, amount, most in _amounts(run, limit))
    inputs = (
        ("substance", substance),
        ("deals", str(len(run))),
        ("sum", kilograms(sum(deal.base_ug for deal in run))),
        ("first", run[0].day.isoformat()),
        ("last", run[-1].day.isoformat()),
        ("law", limit.cited),
    )
    cause = f"{series.party} {substance} {run[0].direction} {run[0].other} {run[0].day.isoformat()}"
    score = SCORE_NEAR if near >= least or near == len(run) else SCORE_SUM
    return Finding(series.agency, tuple(deal.key for deal in run), score, inputs, cause)
