"""R12: a well-known operator deals with somebody for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from precursors.anomalies.rule import Declared, Finding, Known, Series, kilograms, series_rule

CODE = "new-consignee"
MONTH = timedelta(days=365) / 12
SCORE_ONE, SCORE_BOTH = 350, 650


@series_rule(CODE, version=3)
def new_consignee(series: Series, known: Known) -> Iterator[Finding]:
    """The first deal of a pair in the months of the rule, of a sensitive substance or a large quantity.

    Ordinary quantities of ordinary substances from a new supplier are daily business and are not told; nor is only one
    of both, of somebody who takes a new partner now and then or who has dealt in as much before. A sensitive substance
    in a large quantity is told in any case, and weighs less where it is as much as before.
    """
    seasoned, months = int(known.figure(CODE, "seasoned-deals")), known.figure(CODE, "months") * MONTH
    last: dict[str, date] = {}
    most: dict[str, int] = {}
    firsts = 0
    for at, order in enumerate(series.orders):
        partner = order.other
        is_new = bool(partner) and (partner not in last or order.day - last[partner] > months)
        if partner:
            last[partner] = order.day
        if is_new and at >= seasoned and order.key >= series.first:
            loyal = (firsts + 0.5) / (at + 1) <= known.figure(CODE, "loyal-share")
            more = order.base_ug > most.get(order.substance, 0)
            if score := _score(order, known, loyal=loyal, more=more):
                yield _finding(series, order, score)
        firsts += is_new
        most[order.substance] = max(most.get(order.substance, 0), order.base_ug)


def _score(order: Declared, known: Known, *, loyal: bool, more: bool) -> int:
    large = known.amounts_of(order.substance).rank(order.base_ug) > known.figure(CODE, "large-quantile")
    sensitive = order.substance in known.sensitive
    if large and sensitive:
        return SCORE_BOTH if more else SCORE_ONE
    return SCORE_ONE if loyal and more and (large or sensitive) else 0


def _finding(series: Series, order: Declared, score: int) -> Finding:
    inputs = (
        ("partner", order.other),
        ("substance", order.substance),
        ("quantity", kilograms(order.base_ug)),
        ("day", order.day.isoformat()),
    )
    return Finding(series.agency, (order.key,), score, inputs, f"{series.party} {order.other}")
