"""The world on a sheet: the Equal Earth projection, whose areas are true. Pure.

Bojan Šavrič, Tom Patterson, Bernhard Jenny: The Equal Earth map projection, International Journal of Geographical
Information Science 33 (2019), 454-465; the polynomial is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, pi, radians, sin, sqrt
from typing import NamedTuple

from precursors.intake.places import Place

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


class Sheet(NamedTuple):
    """A sheet of a width that shows the earth between two latitudes, in degrees."""

    width: float
    south: float = -58.0
    north: float = 84.0

    @property
    def height(self) -> float:
        """How high it is."""
        return (_plane(0, self.north)[1] - _plane(0, self.south)[1]) * self._scale

    @property
    def _scale(self) -> float:
        return self.width / (2 * _plane(180, 0)[0])

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place lies, from the upper left corner."""
        x, y = _plane(longitude, latitude)
        return self.width / 2 + x * self._scale, (_plane(0, self.north)[1] - y) * self._scale

    def ring(self, places: Sequence[Place]) -> list[tuple[float, float]]:
        """The same of many places."""
        return [self.at(*place) for place in places]


def shorter(start: Place, end: Place) -> list[tuple[Place, Place]]:
    """The shorter way round the earth between two places: itself, or its two parts on either edge of the sheet.

    What crosses the 180th meridian leaves by one edge and comes in by the other, at one latitude.
    """
    (east, south), (west, north) = (start, end) if start[0] >= end[0] else (end, start)
    if east - west <= _HALF:
        return [(start, end)]
    share = (_HALF - east) / (2 * _HALF - east + west) if east - west < 2 * _HALF else 0.0
    latitude = south + (north - south) * share
    parts: list[tuple[Place, Place]] = [((east, south), (_HALF, latitude)), ((-_HALF, latitude), (west, north))]
    return parts if start[0] >= end[0] else [(there, here) for here, there in reversed(parts)]


_HALF = 180.0


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    """East and north on the plane of a sphere of radius 1."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        message = f"{longitude}, {latitude}: degrees of longitude and latitude were expected"
        raise ValueError(message)
    theta = asin(_M * sin(radians(latitude)))
    square = theta * theta
    sixth = square * square * square
    x = longitude * pi / 180 * cos(theta) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
