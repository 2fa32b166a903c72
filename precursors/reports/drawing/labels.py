"""Where names of places stand on a map, so that none lies on another, nor on a disc, and few on a line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Point = tuple[float, float]
_LETTER = 0.6
"""Width of a letter against its height, taken a little too wide: no font is measured here."""


class Box(NamedTuple):
    """A rectangle, from its upper left corner to its lower right one."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two lie on each other."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


class Labels:
    """The names of one map, each put where there is room for it."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._taken: list[Box] = []
        self._crossed: list[Point] = []

    def disc(self, at: Point, radius: float) -> None:
        """A disc nobody may write on."""
        self._taken.append(Box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius))

    def line(self, points: Iterable[Point]) -> None:
        """A line that is better not written on."""
        self._crossed.extend(points)

    def put(self, at: Point, radius: float, says: str, size: float) -> Point | None:
        """The middle of the line of letters for a name beside a disc; None where there is no room at all."""
        free = [
            (sum(map(box.holds, self._crossed)), n, middle, box)
            for n, (middle, box) in enumerate(_spots(at, radius, says, size))
            if self._within(box) and not any(map(box.meets, self._taken))
        ]
        if not free:
            return None
        *_, middle, box = min(free)
        self._taken.append(box)
        return middle

    def _within(self, box: Box) -> bool:
        return box.left >= 0 and box.top >= 0 and box.right <= self._width and box.bottom <= self._height


def _spots(at: Point, radius: float, says: str, size: float) -> Iterator[tuple[Point, Box]]:
    """Below, above, on either side, then askew: the middle of the letters' line, and the box they fill."""
    half, (x, y) = len(says) * size * _LETTER / 2, at
    below, above, beside = y + radius + size, y - radius - 3, y + size / 3
    aside = radius + 3 + half
    for dx, base in (
        (0.0, below), (0.0, above), (aside, beside), (-aside, beside),
        (aside, below), (-aside, below), (aside, above), (-aside, above),
    ):  # fmt: skip
        yield (x + dx, base), Box(x + dx - half, base - size, x + dx + half, base + size / 4)


def bow(start: Point, over: Point, end: Point, steps: int = 24) -> Sequence[Point]:
    """Points of a bow that is drawn from `start` to `end`, drawn towards `over`."""
    shares = [n / steps for n in range(steps + 1)]
    return [
        (
            (1 - s) ** 2 * start[0] + 2 * s * (1 - s) * over[0] + s**2 * end[0],
            (1 - s) ** 2 * start[1] + 2 * s * (1 - s) * over[1] + s**2 * end[1],
        )
        for s in shares
    ]
