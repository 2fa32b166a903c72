"""Conventions of sources: how an agency or a file writes numbers, dates and customary units.

A convention belongs to the source of a text, never to the language of its reader. The named sets are
data in `seed/conventions`, one file each, with where they come from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from precursors.paths import resource

DateOrder = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True, eq=False)
class Convention:
    """How one source writes. Two conventions are the same when they are the same object."""

    name: str
    """Name as in the seed, for instance `es-PE`; `none` when nothing was declared."""

    decimal: str | None
    """The decimal mark, or None when a lone mark before three digits has to be asked."""

    groups: frozenset[str]
    """Marks that may part groups of digits."""

    indian: bool
    """Whether groups of two after the first three (lakh, crore) are declared."""

    dates: DateOrder | None
    """Order of day, month and year, or None when it is not known."""

    units: Mapping[str, str]
    """Spelling -> code of the unit it means here, over the meaning it has elsewhere."""

    units_of_solids: Mapping[str, str]
    """The same, valid only when the goods are solid (an ounce of a liquid may be a fluid ounce)."""

    asked: frozenset[str]
    """Spellings that are plain elsewhere and must be asked here."""

    source: str
    """Where the convention was taken from."""


@cache
def convention_names() -> tuple[str, ...]:
    """Return the names of all declared conventions, sorted."""
    return tuple(sorted(path.stem for path in (resource("seed") / "conventions").glob("*.toml")))


@cache
def _load(name: str) -> Convention:
    raw = tomllib.loads((resource("seed") / "conventions" / f"{name}.toml").read_text(encoding="utf-8"))
    return Convention(
        name=raw["name"],
        decimal=raw["decimal"] or None,
        groups=frozenset(raw["groups"]),
        indian=raw["indian"],
        dates=raw["dates"] or None,
        units=MappingProxyType(raw["units"]),
        units_of_solids=MappingProxyType(raw["units_of_solids"]),
        asked=frozenset(raw["asked"]["spellings"]),
        source=raw["source"],
    )


@lru_cache(maxsize=1024)
def convention(name: str | None) -> Convention:
    """Return the convention called `name`; `es_ES` is `es-ES`. Else it is `none`."""
    wanted = (name or "none").strip().replace("_", "-").casefold()
    for known in convention_names():
        if known.casefold() == wanted:
            return _load(known)
    return _load("none")
