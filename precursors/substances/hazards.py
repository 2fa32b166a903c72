"""What the seed says about hazards: profiles of substances, reactive groups, pairs, overlays, segregation.

All of it is a draft until a chemist has reviewed it: it may warn or block, and never lets anything pass by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from precursors.intake.words import folded
from precursors.paths import resource, seed_rows


@dataclass(frozen=True, slots=True)
class Hazard:
    """The hazard profile of one substance in one band of concentration."""

    key: str
    """Key of the substance, or one of its own for goods that no list names."""
    name: str
    cas: str | None
    least: Decimal | None
    """Percent above which the profile holds; None from nothing on."""
    most: Decimal | None
    """Percent up to which it holds; None to pure."""
    state: str
    """solid, liquid or gas at 20 °C."""
    groups: frozenset[int]
    """Numbers of its reactive groups; empty where nobody has named one, which is caution, not safety."""
    un: str | None
    shipping_name: str | None
    hazard_class: str | None
    subsidiary: tuple[str, ...]
    packing_group: str | None
    segregation_groups: tuple[str, ...]
    ghs: tuple[str, ...]
    methods: tuple[str, ...]
    """Methods of disposal, best first."""
    prohibited: frozenset[str]
    """Methods never to be used on it untreated."""
    ppe: tuple[str, ...]
    checks: tuple[str, ...]
    waste: Mapping[str, str]
    """Codes of waste by scheme: low, hp, rcra, basel_y, basel_h, as the seed has them."""
    note: str
    status: str
    """draft, or reviewed once a chemist has signed."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class and subsidiary risks of transport."""
        return tuple(filter(None, (self.hazard_class, *self.subsidiary)))

    def covers(self, percent: Decimal | None) -> bool:
        """Whether the profile holds at a strength; an unknown strength is taken for the pure substance."""
        strength = Decimal(100) if percent is None else percent
        return (self.least is None or strength > self.least) and (self.most is None or strength <= self.most)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of two reactive groups."""

    verdict: str
    """incompatible, caution, unlisted, same-group or compatible."""
    codes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is known of one substance with another, with some groups or with some classes; it may only raise."""

    one: str
    other: str | None
    groups: frozenset[int]
    classes: frozenset[str]
    text: str
    verdict: str
    codes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Segregation:
    """How far two classes, or two segregation groups, are to be kept apart: 1 away from, 2 separated from."""

    scheme: str
    degree: int
    source: str


@dataclass(frozen=True, slots=True)
class Hazards:
    """The whole of it."""

    profiles: Mapping[str, tuple[Hazard, ...]]
    groups: Mapping[int, str]
    pairs: Mapping[frozenset[int], Pair]
    overlays: tuple[Overlay, ...]
    segregation: Mapping[frozenset[str], Segregation]
    never_mixed: frozenset[int]
    """Groups that are incompatible with every other one."""

    def profile(self, key: str, percent: Decimal | None = None) -> Hazard | None:
        """The profile of a substance at a strength in percent; None where nobody has written one."""
        return next((each for each in self.profiles.get(key, ()) if each.covers(percent)), None)

    def named(self, name: str, cas: str | None = None) -> str | None:
        """Key of goods by their name or CAS number, as the seed of hazards has them."""
        wanted = folded(name)
        for key, own in self.profiles.items():
            if (cas and own[0].cas == cas) or (wanted and wanted in {folded(own[0].name), folded(key)}):
                return key
        return None


@cache
def hazards() -> Hazards:
    """What the seed of this installation says."""
    return load(resource("seed") / "hazards")


def load(folder: Path) -> Hazards:
    """Read the five tables. Raises ValueError when a profile or a pair names an unknown group."""
    groups = {int(row["number"]): row["name"] for row in seed_rows(folder / "groups.csv")}
    profiles: dict[str, tuple[Hazard, ...]] = {}
    for row in seed_rows(folder / "profiles.csv"):
        profiles[row["key"]] = (*profiles.get(row["key"], ()), _hazard(row))
    pairs = {
        frozenset((int(row["a"]), int(row["b"]))): Pair(row["verdict"], _several(row["codes"]), row["source"])
        for row in seed_rows(folder / "pairs.csv")
    }
    named = frozenset().union(*pairs, *(each.groups for own in profiles.values() for each in own))
    if strangers := named - groups.keys():
        message = f"seed of hazards: unknown groups {sorted(strangers)}"
        raise ValueError(message)
    overlays = tuple(_overlay(row) for row in seed_rows(folder / "overlays.csv"))
    apart = {
        frozenset((row["a"], row["b"])): Segregation(row["scheme"], int(row["degree"]), row["source"])
        for row in seed_rows(folder / "segregation.csv")
    }
    return Hazards(MappingProxyType(profiles), groups, pairs, overlays, apart, _never_mixed(pairs, groups))


def _never_mixed(pairs: Mapping[frozenset[int], Pair], groups: Mapping[int, str]) -> frozenset[int]:
    bad = Counter(n for pair, known in pairs.items() if known.verdict == "incompatible" for n in pair)
    return frozenset(number for number in groups if bad[number] >= len(groups) - 1)


def _hazard(row: dict[str, str]) -> Hazard:
    return Hazard(
        key=row["key"],
        name=row["name"],
        cas=row["cas"] or None,
        least=Decimal(row["conc_min"]) if row["conc_min"] else None,
        most=Decimal(row["conc_max"]) if row["conc_max"] else None,
        state=row["state"],
        groups=_numbers(row["groups"]),
        un=row["un"] or None,
        shipping_name=row["shipping_name"] or None,
        hazard_class=row["class"] or None,
        subsidiary=_several(row["subsidiary"]),
        packing_group=row["packing_group"] or None,
        segregation_groups=_several(row["segregation_groups"]),
        ghs=_several(row["ghs"]),
        methods=_several(row["methods"]),
        prohibited=frozenset(_several(row["prohibited"])),
        ppe=_several(row["ppe"]),
        checks=_several(row["checks"]),
        waste={scheme: row[scheme] for scheme in ("low", "hp", "rcra", "basel_y", "basel_h") if row[scheme].strip()},
        note=row["note"],
        status=row["status"],
    )


def _overlay(row: dict[str, str]) -> Overlay:
    return Overlay(
        row["a"],
        row["b"] or None,
        _numbers(row["b_groups"]),
        frozenset(_several(row["b_classes"])),
        row["b_text"],
        row["verdict"],
        _several(row["codes"]),
        row["source"],
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _numbers(text: str) -> frozenset[int]:
    return frozenset(map(int, _several(text)))
