"""R28: goods take a way that hardly anybody took between these two countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from precursors.anomalies.rule import Finding, Known, Series, series_rule

CODE, SCORE = "unusual-route", 550


@series_rule(CODE)
def unusual_route(series: Series, known: Known) -> Iterator[Finding]:
    """Countries of transit that are not among the ways that make up nearly all shipments of the pair."""
    least, share = known.figure(CODE, "least-shipments"), known.figure(CODE, "common-share")
    for order in series.orders:
        ways = known.routes.get((order.origin, order.destination), {})
        if not order.transit or sum(ways.values()) < least or order.transit in usual(ways, share):
            continue
        inputs = (
            ("substance", order.substance),
            ("origin", order.origin),
            ("destination", order.destination),
            ("transit", order.transit),
            ("times", str(ways.get(order.transit, 0))),
            ("shipments", str(sum(ways.values()))),
        )
        yield Finding(series.agency, (order.key,), SCORE, inputs)


def usual(ways: Mapping[str, int], share: float) -> set[str]:
    """The most taken ways that together make up `share` of all; ways taken equally often belong together."""
    found: set[str] = set()
    reached, last = 0, 0
    for way, times in sorted(ways.items(), key=lambda each: (-each[1], each[0])):
        if reached >= share * sum(ways.values()) and times != last:
            break
        found.add(way)
        reached, last = reached + times, times
    return found
