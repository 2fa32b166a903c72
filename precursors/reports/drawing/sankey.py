"""Lay flows out between columns of places: every place as high as what passes it, nothing lost, nothing over. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

OTHERS = "\0others"
"""The place that stands for all small ones."""


class Flow(NamedTuple):
    """So much from a place of one column to a place of the next; `leads` is where its records are listed."""

    start: str
    end: str
    amount: int
    leads: str | None = None


class Place(NamedTuple):
    """A place as it is drawn."""

    name: str
    column: int
    amount: int
    top: float
    height: float


class Ribbon(NamedTuple):
    """A flow as it is drawn: its upper edge at both ends, and how wide it is."""

    flow: Flow
    column: int
    from_top: float
    to_top: float
    width: float


class Laid(NamedTuple):
    """Everything in its place."""

    places: list[Place]
    ribbons: list[Ribbon]


def merged(flows: Sequence[Flow], start: set[str], end: set[str]) -> list[Flow]:
    """Flows with every place beyond `start` and `end` called `OTHERS`, those between the same two places joined.

    What is joined leads nowhere: no one list holds it.
    """
    found: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        ends = (flow.start if flow.start in start else OTHERS, flow.end if flow.end in end else OTHERS)
        found[ends].append(flow)
    return [
        Flow(*ends, sum(each.amount for each in those), those[0].leads if len(those) == 1 else None)
        for ends, those in found.items()
    ]


def largest(amounts: Iterable[tuple[str, int]], most: int) -> set[str]:
    """The places with the most, at most so many."""
    total: dict[str, int] = defaultdict(int)
    for name, amount in amounts:
        total[name] += amount
    return set(sorted(total, key=lambda name: (-total[name], name))[:most])


def laid(steps: Sequence[Sequence[Flow]], height: float, gap: float, least: float = 1.0) -> Laid:
    """Places in columns, one more than there are `steps`, each column at most `height` high.

    One scale holds for all, so a kilogram is as wide everywhere. Places are `gap` apart, largest first, `OTHERS` last.
    No place is less than `least` high, however little passes it.
    """
    columns = [_amounts(steps, at) for at in range(len(steps) + 1)]
    scale = min((_scale(each, height, gap, least) for each in columns), default=0.0)
    places = {
        (at, place.name): place
        for at, amounts in enumerate(columns)
        for place in _stacked(at, amounts, scale, gap, least)
    }
    return Laid(list(places.values()), _ribbons(steps, places, scale))


def _amounts(steps: Sequence[Sequence[Flow]], at: int) -> dict[str, int]:
    """What passes each place of a column: what arrives there or, if that is more, what leaves."""
    arrives: dict[str, int] = defaultdict(int)
    leaves: dict[str, int] = defaultdict(int)
    for flow in steps[at - 1] if at else ():
        arrives[flow.end] += flow.amount
    for flow in steps[at] if at < len(steps) else ():
        leaves[flow.start] += flow.amount
    return {name: max(arrives[name], leaves[name]) for name in sorted({*arrives, *leaves})}


def _scale(amounts: dict[str, int], height: float, gap: float, least: float) -> float:
    """Height of one unit of amount, so that the column fits with its gaps and with every small place at its least."""
    room = height - gap * (len(amounts) - 1) - least * len(amounts)
    total = sum(amounts.values())
    return max(room, 0.0) / total if total else float("inf")


def _stacked(column: int, amounts: dict[str, int], scale: float, gap: float, least: float) -> list[Place]:
    found, top = [], 0.0
    for name in sorted(amounts, key=lambda each: (each == OTHERS, -amounts[each], each)):
        high = max(amounts[name] * scale, least)
        found.append(Place(name, column, amounts[name], top, high))
        top += high + gap
    return found


def _ribbons(steps: Sequence[Sequence[Flow]], places: dict[tuple[int, str], Place], scale: float) -> list[Ribbon]:
    """Ribbons leave and arrive in the order of the places at their other end, so that few cross."""
    found = []
    for at, flows in enumerate(steps):
        ordered = sorted(flows, key=lambda each: (places[at, each.start].top, places[at + 1, each.end].top))
        leaving = {name: place.top for (column, name), place in places.items() if column == at}
        starts = {}
        for flow in ordered:
            starts[flow] = leaving[flow.start]
            leaving[flow.start] += flow.amount * scale
        arriving = {name: place.top for (column, name), place in places.items() if column == at + 1}
        for flow in sorted(ordered, key=lambda each: (places[at + 1, each.end].top, places[at, each.start].top)):
            found.append(Ribbon(flow, at, starts[flow], arriving[flow.end], flow.amount * scale))
            arriving[flow.end] += flow.amount * scale
    return found
