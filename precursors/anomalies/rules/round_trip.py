"""Goods that leave and come back in like quantity, or come and leave again to where they came from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from precursors.anomalies.rule import Declared, Finding, Known, Series, kilograms, series_rule

CODE, SCORE = "round-trip", 800


@series_rule(CODE)
def round_trip(series: Series, known: Known) -> Iterator[Finding]:
    """An export to a country and an import from it, of one substance and like quantity, within the days of the rule."""
    days, share = timedelta(days=known.figure(CODE, "days")), known.figure(CODE, "share")
    for substance, orders in series.by_substance.items():
        if not {"import", "export"} <= {order.direction for order in orders}:
            continue
        waiting: list[Declared] = []
        for order in orders:
            waiting = [each for each in waiting if order.day - each.day <= days]
            back = next((each for each in waiting if _returns(each, order, share)), None)
            if back is not None:
                waiting.remove(back)
                yield _finding(series, substance, back, order)
            elif order.direction in {"import", "export"}:
                waiting.append(order)


def _abroad(order: Declared) -> str:
    return order.destination if order.direction == "export" else order.origin


def _returns(first: Declared, second: Declared, share: float) -> bool:
    if {first.direction, second.direction} != {"import", "export"} or not _abroad(first):
        return False
    much = max(first.base_ug, second.base_ug)
    return _abroad(first) == _abroad(second) and abs(first.base_ug - second.base_ug) <= share * much


def _finding(series: Series, substance: str, first: Declared, second: Declared) -> Finding:
    inputs = (
        ("substance", substance),
        ("country", _abroad(first)),
        ("first", first.day.isoformat()),
        ("last", second.day.isoformat()),
        ("quantity", kilograms(first.base_ug)),
        ("back", kilograms(second.base_ug)),
    )
    return Finding(series.agency, (first.key, second.key), SCORE, inputs)
