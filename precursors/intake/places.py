"""Where land, countries and ports lie (seed/maps), and how far they are from each other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

from babel import Locale

from precursors.config.settings import LANGUAGES
from precursors.intake.words import folded
from precursors.paths import resource, seed_rows

Place: TypeAlias = tuple[float, float]
"""Longitude and latitude, degrees."""

_DEGREES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_NORTH, _EAST = 90, 180


def point(text: str) -> Place | None:
    """The place whose latitude and longitude in degrees a text states; None where it is no place on earth."""
    found = _DEGREES.fullmatch(text)
    if found is None or abs(float(found[1])) > _NORTH or abs(float(found[2])) > _EAST:
        return None
    return float(found[2]), float(found[1])


def line(text: str) -> tuple[Place, ...] | None:
    """The places of a way, parted by semicolons, strokes or lines; None where one is no place or there is but one."""
    places = [point(part) for part in re.split(r"[;؛|\n]", text) if part.strip()]
    known = tuple(place for place in places if place is not None)
    return known if len(known) == len(places) > 1 else None


EARTH = 6371.0088
"""Mean radius of the earth in kilometres (IUGG)."""


def kilometres(one: Place, other: Place) -> float:
    """The great-circle distance (haversine) of two places."""
    (west, south), (east, north) = (map(radians, place) for place in (one, other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def off(place: Place, way: Sequence[Place]) -> float:
    """Kilometres between a place and the nearest point of a way, whose legs are great circles."""
    return min(_apart(place, *leg) for leg in pairwise(way))


def _apart(place: Place, start: Place, end: Place) -> float:
    """Kilometres from a place to a leg: across it where the place lies beside it, else to the nearer end."""
    here, first, last = map(_vector, (place, start, end))
    pole = _cross(first, last)
    size = sqrt(_dot(pole, pole))
    beside = size > 0 and _dot(_cross(pole, first), here) >= 0 >= _dot(_cross(pole, last), here)
    if beside:
        return EARTH * abs(asin(max(-1.0, min(1.0, _dot(here, pole) / size))))
    return min(kilometres(place, start), kilometres(place, end))


_Vector: TypeAlias = tuple[float, float, float]


def _vector(place: Place) -> _Vector:
    east, north = map(radians, place)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _dot(one: _Vector, other: _Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _cross(one: _Vector, other: _Vector) -> _Vector:
    (a, b, c), (d, e, f) = one, other
    return b * f - c * e, c * d - a * f, a * e - b * d


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
    yield from seed_rows(resource("seed") / "maps" / f"{name}.csv")
