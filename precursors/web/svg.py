"""Pictures made on the server: shapes and texts of an SVG that needs no script, prints, and runs with the language.

Everything is drawn as for a language written from left to right; a drawing for one written from right to left mirrors
what is handed to it. Looks stand in attributes, since pages take no style from within (CSP) and a picture taken away
has no sheet beside it. Colours are those of Okabe and Ito, told apart by the colour-blind and, with labels, in grey.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from markupsafe import Markup, escape

BLUE, ORANGE, GREEN, RED, SKY, PINK, YELLOW = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442",
)  # fmt: skip
COLOURS = (BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW)
INK, QUIET, FAINT, PAPER = "#0b0c0c", "#505a5f", "#b1b4b6", "#ffffff"
FONT = "system-ui, 'Noto Sans', 'Noto Sans Arabic', Arial, sans-serif"

Look = str | float
Point = tuple[float, float]
HALO: dict[str, Look] = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke", "stroke_linejoin": "round"}
"""Makes a text readable over whatever lies below it."""


class Stroke(NamedTuple):
    """How a line is drawn."""

    colour: str = INK
    width: float = 1
    dashes: str | None = None


class Drawing:
    """A picture of a width and height in its own units, with what it says to whoever does not see it."""

    def __init__(self, width: float, height: float, *, mirrored: bool = False) -> None:
        self.width, self.height, self.mirrored = width, height, mirrored
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **looks: Look) -> None:
        """A rectangle from its upper corner at the beginning of the line."""
        left = self.width - x - width if self.mirrored else x
        self._put("rect", x=left, y=y, width=max(width, 0), height=max(height, 0), fill=fill, **looks)

    def circle(self, at: Point, radius: float, fill: str, **looks: Look) -> None:
        """A disc."""
        self._put("circle", cx=self._x(at[0]), cy=at[1], r=radius, fill=fill, **looks)

    def line(self, points: Sequence[Point], stroke: Stroke = Stroke(), **looks: Look) -> None:  # noqa: B008 - a constant
        """A line through points."""
        self.path(self.through(points), "none", stroke, **looks)

    def path(self, way: str, fill: str, stroke: Stroke | None = None, **looks: Look) -> None:
        """A path that `through`, `area` or `ribbon` made."""
        drawn: dict[str, Look] = {"stroke": stroke.colour, "stroke-width": stroke.width} if stroke else {}
        if stroke and stroke.dashes:
            drawn["stroke-dasharray"] = stroke.dashes
        self._put("path", d=way, fill=fill, **drawn, **looks)

    def text(self, at: Point, says: object, anchor: str = "start", size: float = 12, **looks: Look) -> None:
        """A text; `start` is where its line begins, on the right in a language written from there."""
        way: dict[str, Look] = {"direction": "rtl"} if self.mirrored else {}
        x = f'x="{_n(self._x(at[0]))}" y="{_n(at[1])}" text-anchor="{anchor}" font-size="{_n(size)}"'
        self._parts.append(f"<text {x}{_looks({'fill': INK, **way, **looks})}>{escape(says)}</text>")

    @contextmanager
    def link(self, href: str | None, says: str) -> Iterator[None]:
        """What is drawn meanwhile leads to `href` where there is one, and tells `says` to whoever stays on it."""
        opened = f'<a href="{escape(href)}" aria-label="{escape(says)}">' if href else "<g>"
        self._parts.append(f"{opened}<title>{escape(says)}</title>")
        yield
        self._parts.append("</a>" if href else "</g>")

    def through(self, points: Sequence[Point]) -> str:
        """The way of a line through points."""
        return "M" + "L".join(f"{_n(self._x(x))} {_n(y)}" for x, y in points)

    def area(self, points: Sequence[Point]) -> str:
        """The way around an area."""
        return self.through(points) + "Z"

    def ribbon(self, start: Point, end: Point, width: float) -> str:
        """The way around a ribbon of one width from the upper corner at `start` to that at `end`."""
        (x1, y1), (x2, y2) = start, end
        bend = (x1 + x2) / 2

        def curve(*points: Point) -> str:
            return "C" + " ".join(f"{_n(self._x(x))} {_n(y)}" for x, y in points)

        down = f"L{_n(self._x(x2))} {_n(y2 + width)}"
        back = curve((bend, y2 + width), (bend, y1 + width), (x1, y1 + width))
        return self.through([start]) + curve((bend, y1), (bend, y2), end) + down + back + "Z"

    def arc(self, start: Point, end: Point, bulge: float) -> str:
        """The way of a bow between two points; `bulge` is how far it rises, in shares of its length."""
        over, (x2, y2) = bend(start, end, bulge), end
        return f"{self.through([start])}Q{_n(self._x(over[0]))} {_n(over[1])} {_n(self._x(x2))} {_n(y2)}"

    def svg(self, title: str, about: str, *, language: str, direction: str) -> Markup:
        """The whole picture. It holds links, so it is a group of them with a name, and no mere image."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(self.width)} {_n(self.height)}" role="group"'
            f' width="{_n(self.width)}" height="{_n(self.height)}" lang="{language}" font-family="{escape(FONT)}"'
            f' aria-labelledby="picture-title picture-about" direction="{direction}">'
        )
        told = f'<title id="picture-title">{escape(title)}</title><desc id="picture-about">{escape(about)}</desc>'
        ground = f'<rect width="{_n(self.width)}" height="{_n(self.height)}" fill="{PAPER}"/>'
        return Markup(head + told + ground + "".join(self._parts) + "</svg>")  # noqa: S704 - every text was escaped

    def _x(self, x: float) -> float:
        return self.width - x if self.mirrored else x

    def _put(self, name: str, **attributes: Look) -> None:
        self._parts.append(f"<{name}{_looks(attributes)}/>")


def bend(start: Point, end: Point, bulge: float) -> Point:
    """The point towards which a bow between two points rises."""
    (x1, y1), (x2, y2) = start, end
    return (x1 + x2) / 2 - (y1 - y2) * bulge, (y1 + y2) / 2 - abs(x2 - x1) * bulge


def _looks(attributes: dict[str, Look]) -> str:
    shown = (f"{escape(_n(each) if isinstance(each, int | float) else each)}" for each in attributes.values())
    names = (name.replace("_", "-") for name in attributes)
    return "".join(f' {name}="{each}"' for name, each in zip(names, shown, strict=True))


def _n(value: float) -> str:
    """A number with one decimal, which is finer than anybody sees."""
    return f"{value:.1f}".removesuffix(".0")
