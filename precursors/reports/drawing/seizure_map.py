"""Discs on a map, their area as what was seized."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import sqrt

from precursors.intake.places import Place, country_place, is_aside
from precursors.registers.writing import country
from precursors.reports.drawing.labels import Labels
from precursors.reports.drawing.route_map import named
from precursors.reports.drawing.words import apart, short
from precursors.reports.drawing.world import SHEET, legend, world
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import INK, PAPER, QUIET, RED, Drawing
from precursors.web.texts import t

LARGEST, SMALLEST = 36.0, 4.0
_DEGREES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """A row of the table is one disc, the largest below; where nobody weighed anything it is hollow."""
    (table,) = tables
    drawing = world(58)
    most = max((row.values[-1] or 0 for row in table.rows), default=0) or 1
    for row in table.rows:
        _disc(drawing, row, most, ink.down(table, row, "seizures"))
    _names(drawing, table.rows, most)
    with legend(drawing, mirrored=ink.mirrored, aside=any(is_aside(row.values[0]) for row in table.rows)):
        for n, ug in enumerate(_examples(most)):
            drawing.circle((40 + 150 * n, SHEET.height + 28), LARGEST * sqrt(ug / most), "none", stroke=INK)
            drawing.text((72 + 150 * n, SHEET.height + 32), short(ug), size=11)
        drawing.circle((352, SHEET.height + 28), SMALLEST, PAPER, stroke=RED, stroke_width=2)
        drawing.text((362, SHEET.height + 32), t("reports.unweighed"), size=11)
    return drawing


def _examples(most: int) -> tuple[int, int]:
    """Two round amounts below half of the largest, for the key of the map."""
    ten = 10 ** max(len(str(most // 2)) - 1, 0)
    round_one = next(each * ten for each in (5, 2, 1) if each * ten <= max(most // 2, 1))
    return round_one, max(round_one // 5, 1)


def place_of(row: Row) -> Place | None:
    """Longitude and latitude of a row: as stated, `-12.05, -77.15` being latitude and longitude, else its country's."""
    found = _DEGREES.fullmatch(row.values[1] or "")
    if found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180:
        return float(found[2]), float(found[1])
    return country_place(row.values[0])


def _disc(drawing: Drawing, row: Row, most: int, href: str | None) -> None:
    code, _, seizures, _, net = row.values
    place = place_of(row)
    if place is None:
        return
    with drawing.link(href, f"{country(code)}: {short(net)}, {t('reports.seizures')} {seizures}"):
        if net is None:
            drawing.circle(SHEET.at(*place), SMALLEST, PAPER, stroke=RED, stroke_width=2)
        else:
            drawing.circle(SHEET.at(*place), _radius(net, most), RED, fill_opacity=0.45, stroke=RED)


def _radius(net: int | None, most: int) -> float:
    return max(SMALLEST, LARGEST * sqrt((net or 0) / most))


def _names(drawing: Drawing, rows: Sequence[Row], most: int) -> None:
    """The largest are named first; a name may stand on the rim of a large disc, but on no other name."""
    labels = Labels(SHEET.width, SHEET.height)
    for row in rows:
        place = place_of(row)
        if place is not None:
            labels.disc(SHEET.at(*place), SMALLEST)
    for row in rows:
        code, *_, net = row.values
        place = place_of(row)
        if place is not None:
            name = f"{apart(country(code))} {apart(short(net))}" if net else country(code)
            radius = _radius(net, most)
            if is_aside(code):
                radius += 5
                drawing.circle(SHEET.at(*place), radius, "none", stroke=QUIET, stroke_dasharray="3 3")
            named(drawing, labels, SHEET.at(*place), name, radius)
