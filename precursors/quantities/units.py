"""The closed vocabulary of units: what each accepted spelling means, and how exactly it is known.

Spellings are rows of `seed/units/units.csv`; their factors stand in `edition.json`, compiled from pint by
`quantities.edition`. A text that is not in the vocabulary is not a unit: nothing is parsed or guessed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Literal

from precursors.paths import resource, seed_rows
from precursors.quantities.conventions import Convention

Kind = Literal["mass", "volume", "packaging", "count", "concentration", "other"]
Policy = Literal["accept", "ask", "refuse", "needs-capacity", "needs-mass-per-unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling and what it stands for."""

    spelling: str
    kind: Kind
    code: str
    """Code of the unit, for instance `us-gallon`; spellings of the same unit share it."""

    policy: Policy
    factor: Decimal | None
    """Kilograms (mass) or litres (volume) in one; None where it has none."""

    candidates: tuple[str, ...]
    """What an asked spelling may mean: unit codes or short descriptions."""

    plural: bool
    """Whether the spelling is a plural, so that a missing count cannot mean one."""

    source: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All spellings, exact and folded, with the edition of their factors."""

    edition: str
    exact: Mapping[str, Unit]
    folded: Mapping[str, Unit]
    """Folded spelling -> unit, only where folding cannot change the meaning."""

    by_code: Mapping[str, Unit]
    longest: int
    """Characters of the longest spelling."""


def fold(spelling: str) -> str:
    """Return a spelling without what never matters: odd spaces, a final point, accents, case."""
    text = unicodedata.normalize("NFKD", " ".join(spelling.split()).rstrip(".").casefold())
    return "".join(char for char in text if not unicodedata.combining(char))


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary with its factors, read once."""
    folder = resource("seed") / "units"
    edition: dict[str, Any] = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    factors = {code: Decimal(entry["factor"]) for code, entry in edition["units"].items()}
    exact: dict[str, Unit] = {}
    for row in seed_rows(folder / "units.csv"):
        exact[row["spelling"]] = _unit(row, factors)
    by_code: dict[str, Unit] = {}
    for unit in exact.values():
        if unit.code not in by_code or (unit.policy == "accept" and by_code[unit.code].policy != "accept"):
            by_code[unit.code] = unit
    return Vocabulary(
        edition=edition["edition"],
        exact=MappingProxyType(exact),
        folded=MappingProxyType(_folded(exact)),
        by_code=MappingProxyType(by_code),
        longest=max(map(len, exact)),
    )


def _unit(row: dict[str, Any], factors: Mapping[str, Decimal]) -> Unit:
    return Unit(
        spelling=row["spelling"],
        kind=row["kind"],
        code=row["code"],
        policy=row["policy"],
        factor=factors.get(row["code"]) if row["pint"] else None,
        candidates=tuple(filter(None, row["candidates"].split("|"))),
        plural=row["plural"] == "yes",
        source=row["source"],
    )


def _folded(exact: Mapping[str, Unit]) -> dict[str, Unit]:
    """Spellings of three letters and more whose folded form has one meaning only."""
    meanings: dict[str, list[Unit]] = {}
    for unit in exact.values():
        meanings.setdefault(fold(unit.spelling), []).append(unit)
    return {
        folded: units[0]
        for folded, units in meanings.items()
        if len(folded) > 2 and len({(unit.code, unit.policy) for unit in units}) == 1
    }


def unit_edition() -> str:
    """SHA-256 id of the edition of units in force."""
    return vocabulary().edition


@lru_cache(maxsize=16384)
def find_unit(text: str, convention: Convention, *, solid: bool = False) -> Unit | None:
    """Return the unit that the whole of `text` spells for this source, or None.

    A convention's own meaning wins over the general one; `solid` lets the meanings hold that are safe
    for solids only. The answer may be a unit that has to be asked (policy `ask`).
    """
    known = vocabulary()
    spelling = " ".join(text.split())
    unit = known.exact.get(spelling) or known.exact.get(spelling.rstrip(".")) or known.folded.get(fold(spelling))
    for name in dict.fromkeys((spelling, spelling.rstrip("."), unit.spelling if unit else "")):
        code = convention.units.get(name) or (convention.units_of_solids.get(name) if solid else None)
        if code is not None:
            return known.by_code[code]
        if name in convention.asked and unit is not None:
            return Unit(unit.spelling, unit.kind, unit.code, "ask", None, unit.candidates, unit.plural, unit.source)
    return unit
