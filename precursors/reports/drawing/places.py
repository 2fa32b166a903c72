"""Where land, countries and ports lie: seed/maps."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

from babel import Locale

from precursors.config.settings import LANGUAGES
from precursors.intake.words import folded
from precursors.paths import resource
from precursors.reports.drawing.projection import Place


@cache
def land() -> tuple[tuple[Place, ...], ...]:
    """The outlines of the land, without borders."""
    return tuple(tuple(_place(*each.split(",")) for each in row["ring"].split()) for row in _rows("land"))


@cache
def countries() -> dict[str, Place]:
    """Code of a country to the point that stands for it."""
    return {row["code"]: _place(row["longitude"], row["latitude"]) for row in _rows("countries")}


def is_aside(code: str) -> bool:
    """Whether a code is one of those ISO 3166 leaves to its users: such a country lies nowhere, and is drawn aside."""
    return code in {"AA", "ZZ"} or "QM" <= code <= "QZ" or ("XA" <= code <= "XZ" and code != "XK")


def country_place(stated: str | None) -> Place | None:
    """The point of a country that is stated by its code or its name in a language of the registry."""
    if not stated:
        return None
    return countries().get(stated.strip().upper()) or countries().get(_names().get(folded(stated), ""))


@cache
def _names() -> dict[str, str]:
    return {
        folded(name): code
        for tongue in LANGUAGES
        for code, name in Locale.parse(tongue).territories.items()
        if code in countries()
    }


def port(stated: str | None) -> Place | None:
    """Where a port lies that is named by its UN/LOCODE or its name; None where nobody knows, or several bear it."""
    return _ports().get(folded(stated)) if stated else None


@cache
def _ports() -> dict[str, Place]:
    found: dict[str, Place | None] = {}
    for row in _rows("ports"):
        place = _place(row["longitude"], row["latitude"])
        name = folded(row["name"])
        found[name] = None if found.get(name, place) != place else place
        found[folded(row["code"])] = place
    return {name: place for name, place in found.items() if place is not None}


def _place(longitude: str, latitude: str) -> Place:
    return float(longitude), float(latitude)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (resource("seed") / "maps" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
