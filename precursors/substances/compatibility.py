"""May two goods stand in one place? All pairs of their reactive groups, then what is known of the two themselves,
then the classes of transport; the worst wins, and nothing that is merely not said counts as safe. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from precursors.substances.hazards import Hazard, Hazards, Overlay

LEVELS = ("compatible", "caution", "incompatible")
"""From good to bad."""

NOT_SAID = "unlisted"
SAME_GROUP = "same-group"
UNKNOWN_GROUP = "unknown-group"

_OF_PAIR = {NOT_SAID: "caution", SAME_GROUP: "caution"}
"""What a cell that proves nothing comes to."""

_TELLING = {"overlay": 0, "group": 1, "class": 2, "segregation-group": 3}
"""Of equally bad grounds the one that says most comes first."""

_OF_DEGREE = {1: "caution", 2: "incompatible"}


@dataclass(frozen=True, slots=True)
class Goods:
    """One of two goods: the key of its substance, and its profile where one is known."""

    substance: str
    hazard: Hazard | None

    @property
    def groups(self) -> frozenset[int]:
        """Its reactive groups; empty where unknown."""
        return self.hazard.groups if self.hazard else frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason of a verdict."""

    level: str
    code: str
    """group, unlisted, same-group, unknown-group, overlay, class, segregation-group or same-substance."""
    about: str
    """What it is about: `2 × 104`, `acetone × hydrogen-peroxide`, `3 × 5.1`."""
    outcomes: tuple[str, ...] = ()
    """H heat, F fire, E explosion, GT toxic gas, GF flammable gas, P polymerisation, S solubilises, DNM never mix."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two goods come to, and why; the worst grounds first."""

    level: str
    grounds: tuple[Ground, ...]

    @property
    def because(self) -> Ground:
        """The ground that decides."""
        return self.grounds[0]

    @property
    def task(self) -> bool:
        """Whether a chemist must say what one of the goods is."""
        return any(ground.code == UNKNOWN_GROUP for ground in self.grounds)

    @property
    def outcomes(self) -> frozenset[str]:
        """Everything that may happen."""
        return frozenset().union(*(ground.outcomes for ground in self.grounds))


def verdict(one: Goods, other: Goods, known: Hazards) -> Verdict:
    """May `one` and `other` stand together? The order of the two does not matter."""
    if one.substance == other.substance:
        grounds = [Ground("compatible", "same-substance", one.substance)]
    else:
        first, second = sorted((one, other), key=lambda goods: goods.substance)
        grounds = [*_groups(first, second, known), *_apart(first, second, known)]
        grounds += _overlays(first, second, known)
    grounds.sort(key=lambda each: (-LEVELS.index(each.level), _TELLING.get(each.code, len(_TELLING)), each.about))
    return Verdict(grounds[0].level, tuple(grounds))


def worst(goods: Goods, others: Iterable[Goods], known: Hazards) -> tuple[Goods, Verdict] | None:
    """The worst neighbour of `goods` among `others`, with the verdict; None where there is nobody."""
    found = [(other, verdict(goods, other, known)) for other in others]
    return max(found, key=lambda pair: LEVELS.index(pair[1].level), default=None)


def of_groups(a: int, b: int, known: Hazards) -> Ground:
    """What two reactive groups come to; a pair the chart does not have is caution."""
    pair = known.pairs.get(frozenset((a, b)))
    about = f"{min(a, b)} × {max(a, b)}"
    if pair is None:
        return Ground("caution", NOT_SAID, about)
    code = pair.verdict if pair.verdict in _OF_PAIR else "group"
    return Ground(_OF_PAIR.get(pair.verdict, pair.verdict), code, about, pair.codes, pair.source)


def _groups(one: Goods, other: Goods, known: Hazards) -> Iterator[Ground]:
    for goods, beside in ((one, other), (other, one)):
        if not goods.groups:
            yield Ground("caution", UNKNOWN_GROUP, goods.substance)
            yield from (_with_anything(group, known) for group in sorted(beside.groups & known.never_mixed))
    for a, b in product(sorted(one.groups), sorted(other.groups)):
        yield of_groups(a, b, known)


def _with_anything(group: int, known: Hazards) -> Ground:
    """What goods nobody has classed come to beside a group that goes with no other."""
    pair = known.pairs[frozenset((group, min(known.groups)))]
    return Ground(pair.verdict, "group", f"{group} × *", pair.codes, pair.source)


def _overlays(one: Goods, other: Goods, known: Hazards) -> Iterator[Ground]:
    """Only what raises: a milder overlay never takes anything back, since the worst ground decides."""
    for first, second in ((one, other), (other, one)):
        for each in known.overlays:
            if each.one == first.substance and _meets(each, second):
                about = f"{first.substance} × {second.substance}"
                yield Ground(each.verdict, "overlay", about, each.codes, each.source)


def _meets(overlay: Overlay, goods: Goods) -> bool:
    classes = frozenset(goods.hazard.classes) if goods.hazard else frozenset()
    return overlay.other == goods.substance or bool(overlay.groups & goods.groups or overlay.classes & classes)


def _apart(one: Goods, other: Goods, known: Hazards) -> Iterator[Ground]:
    if one.hazard is None or other.hazard is None:
        return
    pairs = [("class", pair) for pair in product(one.hazard.classes, other.hazard.classes)]
    own, theirs = (_segregation_groups(each) for each in (one.hazard, other.hazard))
    pairs += [("segregation-group", pair) for pair in product(own, theirs)]
    for code, (a, b) in pairs:
        rule = known.segregation.get(frozenset((a, b)))
        if rule is not None:
            yield Ground(_OF_DEGREE[rule.degree], code, " × ".join(sorted((a, b))), (), rule.source)


def _segregation_groups(hazard: Hazard) -> list[str]:
    """SGG1a, the strong acids, are acids too."""
    return [group.removesuffix("a") for group in hazard.segregation_groups]
