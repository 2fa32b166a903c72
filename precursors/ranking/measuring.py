"""How well an order is: what of the first per cents was really found, and whom it sends to inspection. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypedDict

SHARES = (1, 5, 10)
"""Per cent of the rows that are inspected."""
LEAST = 30
"""Rows of an origin below which a share says nothing."""


class At(TypedDict):
    """What comes of inspecting the first rows of an order."""

    rows: int
    precision: float
    """Share of the inspected rows in which something was found."""
    recall: float
    """Share of all finds that are among them."""


class Measures(TypedDict):
    """An order held against what was found."""

    rows: int
    found: int
    auc: float | None
    """How often a row with a find stands before one without; None where there is only one kind."""
    at: dict[str, At]


class Origin(NamedTuple):
    """What the order does to goods of one country of origin."""

    origin: str
    rows: int
    found: int
    inspected: int
    """Rows among the first tenth."""
    right: int
    """Inspected rows in which something was found."""


def ordered(scores: Sequence[float]) -> list[int]:
    """Places of the rows, highest score first; equal ones in their own order."""
    return sorted(range(len(scores)), key=lambda at: -scores[at])


def measured(scores: Sequence[float], found: Sequence[bool]) -> Measures:
    """Precision and recall of the first 1, 5 and 10 per cent, and the area under the curve."""
    order, total = ordered(scores), sum(found)
    at: dict[str, At] = {}
    for share in SHARES:
        first = order[: max(len(order) * share // 100, 1)]
        right = sum(found[each] for each in first)
        precision = right / len(first) if first else 0.0
        at[str(share)] = {"rows": len(first), "precision": precision, "recall": right / total if total else 0.0}
    return {"rows": len(scores), "found": total, "auc": _auc(scores, found), "at": at}


def _auc(scores: Sequence[float], found: Sequence[bool]) -> float | None:
    """By ranks, equal scores sharing theirs."""
    yes = sum(found)
    if not yes or yes == len(found):
        return None
    same: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for score, is_found in zip(scores, found, strict=True):
        same[score][is_found] += 1
    below, won = 0, 0.0
    for score in sorted(same):
        no, own = same[score]
        won += own * (below + no / 2)
        below += no
    return won / (yes * (len(found) - yes))


def origins(scores: Sequence[float], found: Sequence[bool], countries: Sequence[str]) -> list[Origin]:
    """Origins with rows enough; first those inspected most above their share of finds: is that fair?"""
    first = set(ordered(scores)[: max(len(scores) // 10, 1)])
    made: Mapping[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place, country in enumerate(countries):
        own = made[country]
        own[0] += 1
        own[1] += found[place]
        own[2] += place in first
        own[3] += place in first and found[place]
    told = [Origin(country, *own) for country, own in made.items() if own[0] >= LEAST]
    return sorted(told, key=lambda each: (each.found / each.rows - each.inspected / each.rows, each.origin))
