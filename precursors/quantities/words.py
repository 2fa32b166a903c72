"""The words that stand around amounts, as data: limits, approximations, packing words, labels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from precursors.paths import resource


@dataclass(frozen=True, slots=True)
class Words:
    """Spellings in lower case, by what they do."""

    approximate: frozenset[str]
    bounds: frozenset[str]
    range_open: frozenset[str]
    range_middle: frozenset[str]
    multipliers: Mapping[str, int]
    classes: Mapping[str, frozenset[str]]
    """Class of `[words]` in the seed -> its spellings."""

    starting: Mapping[str, tuple[tuple[str, str], ...]]
    """First letter -> (spelling, class) of every word that begins with it, longest first.

    The class of words that may open a number (about, from, up to) is `qualifier`.
    """

    def of(self, name: str) -> frozenset[str]:
        """Return the spellings of one class. Raises KeyError for a class the seed does not have."""
        return self.classes[name]


@cache
def words() -> Words:
    """Return the seed's words, read once."""
    raw = tomllib.loads((resource("seed") / "units" / "words.toml").read_text(encoding="utf-8"))

    def lower(spellings: Iterable[str]) -> frozenset[str]:
        return frozenset(spelling.casefold() for spelling in spellings)

    classes = {name: lower(listed) for name, listed in raw["words"].items()}
    qualifiers = lower((*raw["approximate"], *raw["bounds"], *raw["range_open"]))
    return Words(
        approximate=lower(raw["approximate"]),
        bounds=lower(raw["bounds"]),
        range_open=lower(raw["range_open"]),
        range_middle=lower(raw["range_middle"]),
        multipliers=MappingProxyType({word.casefold(): value for word, value in raw["multipliers"].items()}),
        classes=MappingProxyType(classes),
        starting=MappingProxyType(_starting({**classes, "qualifier": qualifiers})),
    )


_ROLES = (
    "part", "half_full", "unknown_full", "labels", "others_share", "solvents_share", "plain", "foreign_units",
    "each", "total", "tare", "gross", "net", "danger",
    "harmless",
    "plus", "per", "holds", "written", "qualifier",
)  # fmt: skip
"""Classes by precedence: a spelling in two of them has the meaning of the first."""


def _starting(classes: Mapping[str, frozenset[str]]) -> dict[str, tuple[tuple[str, str], ...]]:
    chosen: dict[str, str] = {}
    for role in _ROLES:
        for spelling in classes[role]:
            chosen.setdefault(spelling, role)
    by_first: dict[str, list[tuple[str, str]]] = {}
    for spelling, role in chosen.items():
        by_first.setdefault(spelling[0], []).append((spelling, role))
    return {first: tuple(sorted(listed, key=lambda pair: -len(pair[0]))) for first, listed in by_first.items()}


def alternatives(spellings: Iterable[str]) -> str:
    """Return a regular expression that matches any of `spellings` as whole words, longest first."""
    parts = []
    for spelling in sorted(spellings, key=len, reverse=True):
        before = r"(?<![^\W\d_])" if spelling[0].isalpha() else ""
        after = r"(?![^\W\d_])" if spelling[-1].isalpha() else ""
        parts.append(before + re.escape(spelling) + after)
    return "(?:" + "|".join(parts) + ")"
