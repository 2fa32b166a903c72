"""Operators that may be the same: names alike, numbers, addresses, telephones or people shared. Pure.

It never joins anything by itself: a person looks at the two and says so with a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from precursors.intake.words import folded

NEAR = 86.0
"""Names from this likeness (0 to 100) on are shown."""

TYPED = 78.0
"""The same for what somebody types into a search, where a word may be missing."""

LIKELY = 60
"""Points from which two operators are worth a look."""

POINTS = {"number": 100, "phone": 40, "email": 40, "address": 40, "officer": 25}
"""What each thing that two operators share is worth, beside the likeness of their names."""

SHORTEST = {"phone": 6, "address": 8, "officer": 6, "email": 5, "number": 4}
"""Characters below which a shared text says nothing."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is compared of one operator: folded, empty where nothing was stated."""

    key: int
    name: str
    numbers: frozenset[str] = frozenset()
    phone: str = ""
    email: str = ""
    address: str = ""
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """One operator that may be the same as another, and why."""

    key: int
    points: int
    likeness: int
    """How alike the names are, 0 to 100."""
    shared: tuple[str, ...] = field(default=())
    """What both share: number, phone, email, address, officer."""


def digits(text: str | None) -> str:
    """A telephone number by its digits, without the zeros and the sign it begins with."""
    return re.sub(r"\D", "", text or "").lstrip("0")


def number(text: str | None) -> str:
    """A company number without case, blanks and punctuation."""
    return folded(text or "").replace(" ", "")


def alike(own: Card, others: Sequence[Card], most: int = 20) -> list[Alike]:
    """Those of `others` that may be the same as `own`, likeliest first."""
    names = [each.name for each in others]
    near = {
        at: score for _, score, at in process.extract(own.name, names, scorer=likeness, score_cutoff=NEAR, limit=200)
    }
    found = [
        Alike(other.key, points, int(near.get(at, 0)), shared)
        for at, other in enumerate(others)
        if other.key != own.key
        for shared in (tuple(_shared(own, other)),)
        if (points := _points(near.get(at, 0.0), shared)) >= LIKELY
    ]
    return sorted(found, key=lambda each: (-each.points, each.key))[:most]


def near(name: str, others: Sequence[Card], most: int = 5) -> list[Alike]:
    """Those whose names look like what somebody typed, with or without their legal form."""
    names = [each.name for each in others]
    found = process.extract(name, names, scorer=fuzz.WRatio, score_cutoff=TYPED, limit=most)
    return [Alike(others[at].key, int(score), int(score)) for _, score, at in found]


def likeness(one: str, other: str, *, score_cutoff: float | None = None, **_: object) -> float:
    """How alike two folded names are: written alike, or the same words in another order."""
    return max(
        fuzz.ratio(one, other, score_cutoff=score_cutoff), fuzz.token_sort_ratio(one, other, score_cutoff=score_cutoff)
    )


def _points(near: float, shared: Iterable[str]) -> int:
    """A name from `NEAR` on counts as far as it is alike; what is shared adds to it."""
    return min(int(near) + sum(POINTS[each] for each in shared), 200)


def _shared(own: Card, other: Card) -> Iterable[str]:
    if any(len(each) >= SHORTEST["number"] for each in own.numbers & other.numbers):
        yield "number"
    for name in ("phone", "email", "address"):
        text = getattr(own, name)
        if len(text) >= SHORTEST[name] and text == getattr(other, name):
            yield name
    if any(len(each) >= SHORTEST["officer"] for each in own.officers & other.officers):
        yield "officer"
