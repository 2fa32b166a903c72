"""R28: goods take a way that hardly anybody took between these two countries."""

from __future__ import annotations

from collections.abc import Mapping

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, SCORE = "unusual-route", 750


@order_rule(CODE)
def unusual_route(order: Declared, known: Known) -> Finding | None:
    """Countries of transit that are not among the ways that make up nearly all shipments of the pair."""
    ways = known.routes.get((order.origin, order.destination), {}) if order.transit else {}
    times, shipments = ways.get(order.transit, 0), sum(ways.values())
    if not ways or shipments < known.figure(CODE, "least-shipments"):
        return None
    if 2 * times > shipments or order.transit in usual(ways, known.figure(CODE, "common-share")):
        return None
    inputs = (
        ("substance", order.substance),
        ("origin", order.origin),
        ("destination", order.destination),
        ("transit", order.transit),
        ("times", str(times)),
        ("shipments", str(shipments)),
    )
    return Finding(order.agency, (order.key,), SCORE, inputs)


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
