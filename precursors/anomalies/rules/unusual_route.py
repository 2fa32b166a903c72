"""R28, as far as one shipment shows it: a way that hardly anybody took between two countries, or that leads far about.

What a consignment shows on its way, how long it stood and where it left its corridor, is told by `anomalies.journeys`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from precursors.anomalies.rule import Declared, Finding, Known, order_rule
from precursors.intake.places import Place, country_place, is_aside, kilometres, port

CODE, SCORE, SCORE_ABOUT = "unusual-route", 750, 550
_LOCODE = 5


@order_rule(CODE, 2)
def unusual_route(order: Declared, known: Known) -> Finding | None:
    """Countries of transit that are not among the ways of nearly all shipments of the pair; else a detour.

    A way that is usual between two countries is none, however long; where little is known of them, its length speaks.
    """
    if not order.transit:
        return None
    ways = known.routes.get((order.origin, order.destination), {})
    times, shipments = ways.get(order.transit, 0), sum(ways.values())
    if shipments < known.figure(CODE, "least-shipments"):
        return _detour(order, known)
    if 2 * times > shipments or order.transit in usual(ways, known.figure(CODE, "common-share")):
        return None
    inputs = (*_way(order), ("times", str(times)), ("shipments", str(shipments)))
    return Finding(order.agency, (order.key,), SCORE, inputs)


def _detour(order: Declared, known: Known) -> Finding | None:
    """A way far longer than the shortest, and by so much that the points of the countries do not matter."""
    found = lengths(order.origin, order.destination, order.transit, order.ports)
    if found is None:
        return None
    way, shortest = found
    if way <= known.figure(CODE, "detour-factor") * shortest or way - shortest < known.figure(CODE, "least-km"):
        return None
    inputs = (*_way(order), ("why", "detour"), ("length", f"{way:.0f} km"), ("shortest", f"{shortest:.0f} km"))
    return Finding(order.agency, (order.key,), SCORE_ABOUT, inputs)


def _way(order: Declared) -> tuple[tuple[str, str], ...]:
    return (
        ("substance", order.substance),
        ("origin", order.origin),
        ("destination", order.destination),
        ("transit", order.transit),
    )


@lru_cache(maxsize=10_000)
def lengths(origin: str, destination: str, transit: str, ports: tuple[str, str]) -> tuple[float, float] | None:
    """Kilometres of a way by its countries of transit, and of the shortest; None where a place is not known.

    Countries count by the points that stand for them, origin and destination by a port of theirs that is stated.
    """
    between = [_end(part.strip()) for part in re.split(r"[,;/]| - ", transit)]
    ends = _end(origin, ports[0]), _end(destination, ports[1])
    places = [ends[0], *between, ends[1]]
    known = [place for place in places if place is not None]
    if len(known) < len(places):
        return None
    return sum(kilometres(*leg) for leg in pairwise(known)), kilometres(known[0], known[-1])


def _end(country: str, at: str = "") -> Place | None:
    """A port of the country, where one is stated by its UN/LOCODE; else the point of the country, if it has one."""
    own = at if len(at) == _LOCODE and at.startswith(country) else ""
    return None if is_aside(country.upper()) else port(own) or country_place(country)


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
