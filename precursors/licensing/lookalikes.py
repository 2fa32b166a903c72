"""Operators that may be the same: names alike, numbers, addresses, telephones or people shared. Pure.

It never joins anything by itself: a person looks at the two and says so with a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rapidfuzz import fuzz, process

from precursors.intake.words import folded
from precursors.licensing.scripts import across, bare, latin, script

NEAR = 86.0
"""Names from this likeness (0 to 100) on are shown."""

TYPED = 78.0
"""The same for what somebody types into a search, where a word may be missing."""

LIKELY = 60
"""Points from which two operators are worth a look."""

POINTS = {"number": 100, "phone": 40, "email": 40, "address": 60, "officer": 25, "script": -25}
"""What each thing that two operators share is worth, beside the likeness of their names; of a name in another script
its likeness in Latin letters counts less. One address is worth a look by itself."""

SHORTEST = {"phone": 6, "address": 8, "officer": 6, "email": 5, "number": 4, "name": 4}
"""Characters below which a shared text, or a part of a name, says nothing."""


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
    """What both share: number, phone, email, address, officer; `script` where names are alike in Latin letters only."""


def digits(text: str | None) -> str:
    """A telephone number by its digits, without the zeros and the sign it begins with."""
    return re.sub(r"\D", "", text or "").lstrip("0")


def number(text: str | None) -> str:
    """A company number without case, blanks and punctuation."""
    return folded(text or "").replace(" ", "")


def alike(own: Card, others: Sequence[Card], most: int = 20) -> list[Alike]:
    """Those of `others` that may be the same as `own`, likeliest first."""
    near = dict(_named(own.name, others))
    found = [
        Alike(other.key, points, int(score), shared)
        for at, other in enumerate(others)
        if other.key != own.key
        for score, crossing in (near.get(at, (0.0, ())),)
        for shared in ((*crossing, *_shared(own, other)),)
        if (points := _points(score, shared)) >= LIKELY
    ]
    return sorted(found, key=lambda each: (-each.points, each.key))[:most]


_Near: TypeAlias = tuple[float, tuple[str, ...]]
"""Likeness of a name, and `script` where it is one of Latin letters only."""


def _named(name: str, others: Sequence[Card]) -> Iterator[tuple[int, _Near]]:
    """Places among others of names alike; of those in another script, what romanisation makes of both."""
    names = [each.name for each in others]
    for _, score, at in process.extract(name, names, scorer=likeness, score_cutoff=NEAR, limit=200):
        yield at, (score, ())
    for at in _elsewhere(name, names):
        if (score := across(name, names[at])) >= NEAR:
            yield at, (score, ("script",))


def _elsewhere(name: str, names: Sequence[str]) -> list[int]:
    """Places of names in another script than that of one; a name without letters, such as a number, is in none."""
    own = script(name)
    if not own:
        return []
    others = ((at, each) for at, each in enumerate(names) if not (own == "LATIN" and each.isascii()))
    return [at for at, each in others if script(each) not in ("", own)]


def near(name: str, others: Sequence[Card], most: int = 5) -> list[Alike]:
    """Those whose names look like what somebody typed, with or without their legal form, in whatever script."""
    names = [each.name for each in others]
    found = process.extract(name, names, scorer=fuzz.WRatio, score_cutoff=TYPED, limit=most)
    hits = [Alike(others[at].key, int(score), int(score)) for _, score, at in found]
    for at in _elsewhere(name, names):
        score = max(across(name, names[at]), _part(bare(name), bare(names[at])))
        if score >= TYPED:
            hits.append(Alike(others[at].key, _points(score, ("script",)), int(score), ("script",)))
    return sorted(hits, key=lambda each: (-each.points, each.key))[:most]


def _part(one: str, other: str) -> float:
    """How alike two names are where one may lack a word; a few letters are part of too many names."""
    return fuzz.WRatio(one, other) if min(len(one), len(other)) >= SHORTEST["name"] else 0.0


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
        if len(text) >= SHORTEST[name] and latin(text) == latin(getattr(other, name)):
            yield name
    people = {latin(each) for each in own.officers} & {latin(each) for each in other.officers}
    if any(len(each) >= SHORTEST["officer"] for each in people):
        yield "officer"
