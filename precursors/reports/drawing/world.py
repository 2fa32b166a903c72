"""The land of the earth as the ground of a map. A map is not mirrored: east lies on the right in every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from precursors.intake.places import land
from precursors.reports.drawing.projection import Sheet
from precursors.web.svg import FAINT, QUIET, Drawing, Stroke
from precursors.web.texts import t

SHEET = Sheet(960.0)
LAND = "#e8e8e3"
LATITUDES = range(int(SHEET.south), int(SHEET.north) + 1, 2)


def world(foot: float = 34.0) -> Drawing:
    """A map without borders, with room below it. A fine line on either side shows where the earth goes on."""
    drawing = Drawing(SHEET.width, SHEET.height + foot)
    outline = "".join(drawing.area(SHEET.ring(ring)) for ring in land())
    drawing.path(outline, LAND, Stroke(FAINT, 0.5))
    for edge in (-180.0, 180.0):
        drawing.line(SHEET.ring([(edge, float(latitude)) for latitude in LATITUDES]), Stroke(FAINT, 0.5, "3 3"))
    return drawing


@contextmanager
def legend(drawing: Drawing, *, mirrored: bool, aside: bool = False) -> Iterator[None]:
    """What is drawn meanwhile stands below the map and follows the direction of writing.

    `aside` says that a ring of dashes holds a country that lies nowhere.
    """
    drawing.mirrored = mirrored
    yield
    drawing.text((drawing.width - 4, SHEET.height + 24), t("reports.map-credit"), "end", 10, fill=QUIET)
    if aside:
        drawing.text((drawing.width - 4, SHEET.height + 10), t("reports.map-aside"), "end", 10, fill=QUIET)
    drawing.mirrored = False
