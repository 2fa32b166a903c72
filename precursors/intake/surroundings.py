"""Words in and around tables that are no headings: directions, sums, small print, names of lookup sheets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from precursors.intake.folding import phrase
from precursors.paths import resource

_MARK = re.compile(r"^\s*(?:\*+|\(\*+\)|†|‡|\(\d\)|\[\d\]|[¹²³⁴])\s*\D")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folded phrases by what they announce."""

    directions: Mapping[str, str]
    """Phrase to import, export, transit or domestic."""

    lookups: frozenset[str]
    totals: frozenset[str]
    certain_totals: frozenset[str]
    footnotes: frozenset[str]
    hints: frozenset[str]
    currencies: frozenset[str]
    """Codes and signs in capitals."""

    cancelled: frozenset[str]
    """The whole of a cell: what the row records did not take place."""

    telling: frozenset[str]
    """Usual raw spellings of whole cells that say so or announce a sum, to find them without folding."""


@cache
def surroundings() -> Surroundings:
    """The seed's words, read once."""
    raw = tomllib.loads((resource("seed") / "headings" / "words.toml").read_text(encoding="utf-8"))
    rows = raw["rows"]
    return Surroundings(
        directions={phrase(word): way for way, listed in raw["directions"].items() for word in listed},
        lookups=_folded(raw["sheets"]["lookup"]),
        totals=_folded(rows["total"]),
        certain_totals=_folded(rows["certain"]),
        footnotes=_folded(rows["footnote"]),
        hints=_folded(rows["hints"]),
        currencies=frozenset(sign.upper() for sign in raw["values"]["currencies"]),
        cancelled=_folded(rows["cancelled"]),
        telling=frozenset(_spelled([*rows["total"], *rows["cancelled"]])),
    )


@lru_cache(maxsize=4096)
def direction_in(text: str) -> str | None:
    """The one direction that a title or a sheet's name speaks of; None when it names none, or several."""
    known = surroundings().directions
    folded = phrase(text)
    found = {way for word, way in known.items() if f" {word} " in f" {folded} "}
    return found.pop() if len(found) == 1 else None


def is_lookup_name(name: str) -> bool:
    """Whether a sheet of this name holds lists, help or answers rather than records."""
    folded = re.sub(r"\s*\d+$", "", phrase(name))
    return folded in surroundings().lookups


@lru_cache(maxsize=4096)
def total_in(text: str) -> str | None:
    """How a text announces a sum: "certain" or "whole", "begins" (only its beginning does), None."""
    known = surroundings()
    folded = phrase(text)
    if folded in known.certain_totals:
        return "certain"
    if folded in known.totals:
        return "whole"
    starts = (" ".join(folded.split()[:count]) for count in (3, 2, 1))
    found = next((start for start in starts if start in known.totals), None)
    if found is None or len(text) > 80:
        return None
    return "begins"


@lru_cache(maxsize=4096)
def is_small_print(text: str) -> bool:
    """Whether a text begins like a footnote, a source or a signature line."""
    folded = phrase(text)
    if _MARK.match(text):
        return True
    known = surroundings().footnotes
    return any(" ".join(folded.split()[:count]) in known for count in (4, 3, 2, 1))


def is_hint(text: str) -> bool:
    """Whether a text under a heading only says how to fill the column."""
    return phrase(text.strip("()[] ")) in surroundings().hints


def _folded(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(phrase, listed)))


def _spelled(listed: Iterable[str]) -> Iterable[str]:
    for word in listed:
        for spelling in (word, word.upper(), word.title(), word.capitalize()):
            yield from (spelling, f"{spelling}:", f"{spelling} ", f"{spelling}.")
