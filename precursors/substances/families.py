"""Families: substances that can stand in for one another where one becomes hard to get; coarse.

A report tells by them what may be a substitution; they decide nothing.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from precursors.paths import resource, seed_rows

RECALLED = "recalled"
"""Status of what nobody has checked against its source."""


class Family(NamedTuple):
    """One family: its name, keys of its members, whether its source was checked."""

    name: str
    members: tuple[str, ...]
    checked: bool


@cache
def families() -> tuple[Family, ...]:
    """Every family of `seed/substances/families.csv`, in its order."""
    found: dict[str, list[str]] = {}
    unchecked: set[str] = set()
    for row in seed_rows(resource("seed") / "substances" / "families.csv"):
        found.setdefault(row["family"], []).append(row["key"])
        if row["status"] == RECALLED:
            unchecked.add(row["family"])
    return tuple(Family(name, tuple(own), name not in unchecked) for name, own in found.items())
