"""Bows between countries over the ports goods passed, as wide as what went along them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise, starmap
from math import sqrt

from precursors.intake.places import Place, country_place, is_aside, port
from precursors.registers.writing import country
from precursors.reports.drawing.labels import Labels, bow
from precursors.reports.drawing.projection import shorter
from precursors.reports.drawing.words import short
from precursors.reports.drawing.world import SHEET, legend, world
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import BLUE, HALO, INK, ORANGE, PAPER, QUIET, RED, Drawing, Point, Stroke, bend
from precursors.web.texts import t

WIDEST, THINNEST = 9.0, 1.2
MOST = 120
"""Ways that are drawn, the heaviest; the table has them all."""
NAMED = 14
"""Countries named on the map, those with most."""
BULGE, DISC, ASIDE, LETTERS = 0.18, 4.0, 11.0, 11.0


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """A row of the table is one way; it rises towards its destination, where it ends in a disc."""
    (table,) = tables
    drawing = world()
    rows = table.rows[:MOST]
    most = max((row.values[-1] for row in rows), default=0) or 1
    for row in reversed(rows):
        _way(drawing, row, THINNEST + (WIDEST - THINNEST) * sqrt(row.values[-1] / most), ink.down(table, row, "lines"))
    ends = {code for row in rows for code in (row.values[0], row.values[3])}
    _names(drawing, rows)
    with legend(drawing, mirrored=ink.mirrored, aside=any(map(is_aside, ends))):
        drawing.circle((12, SHEET.height + 20), 4, BLUE)
        drawing.text((22, SHEET.height + 24), t("reports.origin"), size=11)
        drawing.circle((132, SHEET.height + 20), 4, RED)
        drawing.text((142, SHEET.height + 24), t("reports.destination"), size=11)
        drawing.circle((252, SHEET.height + 20), 3, ORANGE)
        drawing.text((262, SHEET.height + 24), t("reports.port"), size=11)
    return drawing


def stops(row: Row) -> list[Place]:
    """The places a way passes, in their order; a port nobody knows is passed over."""
    origin, loading, discharge, destination, *_ = row.values
    found = [country_place(origin), port(loading), port(discharge), country_place(destination)]
    known = [each for each in found if each]
    return [each for n, each in enumerate(known) if not n or each != known[n - 1]]


def _way(drawing: Drawing, row: Row, width: float, href: str | None) -> None:
    origin, *_, destination, lines, base = row.values
    places = stops(row)
    points = SHEET.ring(places)
    says = f"{country(origin)} – {country(destination)}: {short(base)}, {t('reports.lines')} {lines}"
    with drawing.link(href, says):
        for start, end in _legs(places):
            drawing.path(drawing.arc(start, end, BULGE), "none", Stroke(BLUE, width), stroke_opacity=0.55)
        for each in points[1:-1]:
            drawing.circle(each, 3, ORANGE, stroke=PAPER)
        drawing.circle(points[0], 4, BLUE, stroke=PAPER)
        drawing.circle(points[-1], 4, RED, stroke=PAPER)


def _legs(places: Sequence[Place]) -> list[tuple[Point, Point]]:
    """The legs of a way on the sheet."""
    legs = chain.from_iterable(starmap(shorter, pairwise(places)))
    return [(SHEET.at(*start), SHEET.at(*end)) for start, end in legs]


def _names(drawing: Drawing, rows: Sequence[Row]) -> None:
    total: dict[str, int] = {}
    for row in rows:
        for code in {row.values[0], row.values[3]}:
            total[code] = total.get(code, 0) + row.values[-1]
    labels = _room(rows)
    for code in sorted(total, key=lambda each: -total[each])[:NAMED]:
        place = country_place(code)
        if place:
            aside = is_aside(code)
            if aside:
                drawing.circle(SHEET.at(*place), ASIDE, "none", stroke=QUIET, stroke_dasharray="3 3")
            named(drawing, labels, SHEET.at(*place), country(code), ASIDE if aside else DISC)


def _room(rows: Sequence[Row]) -> Labels:
    """What names have to leave free: discs, and ways where they can."""
    labels = Labels(SHEET.width, SHEET.height)
    for row in rows:
        for at in SHEET.ring(stops(row)):
            labels.disc(at, DISC)
        for start, end in _legs(stops(row)):
            labels.line(bow(start, bend(start, end, BULGE), end))
    return labels


def named(drawing: Drawing, labels: Labels, at: Point, name: str, radius: float) -> None:
    """A name beside a place, where there is room; left out where there is none, the table has it."""
    middle = labels.put(at, radius, name, LETTERS)
    if middle:
        drawing.text(middle, name, "middle", LETTERS, fill=INK, **HALO)
