"""A bar for each place, a piece of it for each hazard, a mark where the place is full."""

from __future__ import annotations

from collections.abc import Sequence

from precursors.reports.drawing.scales import steps
from precursors.reports.drawing.words import amount, apart, cut, short
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import COLOURS, FAINT, HALO, INK, PAPER, QUIET, Drawing, Stroke
from precursors.web.texts import t

WIDTH, LEFT, RIGHT, TOP, LINE, BAR = 960.0, 190.0, 30.0, 16.0, 52.0, 26.0
UG = 10**9
"""Micrograms of a kilogram."""


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """Pieces are told apart by colour and by the class written in them."""
    held, room = tables
    most = max((max(row.values[2] or 0, row.values[3] or 0) for row in room.rows), default=0)
    scale = steps(most / UG)
    drawing = Drawing(WIDTH, TOP + LINE * len(room.rows) + 60, mirrored=ink.mirrored)
    floor = TOP + LINE * len(room.rows)

    def x(ug: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ug / UG / scale[-1]

    for each in scale:
        drawing.line([(x(each * UG), TOP), (x(each * UG), floor)], Stroke(FAINT))
        drawing.text((x(each * UG), floor + 18), t("web.kg", figure=amount(each)), "middle", 11, fill=QUIET)
    drawing.text((WIDTH - RIGHT, floor + 40), t("reports.net"), "end", 11, fill=QUIET)
    drawing.line([(LEFT, floor + 32), (LEFT, floor + 46)], Stroke(INK, 3))
    drawing.text((LEFT + 8, floor + 44), t("reports.capacity"), size=11)
    colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(sorted({row.values[1] for row in held.rows}))}
    for n, row in enumerate(room.rows):
        top, at = TOP + n * LINE + (LINE - BAR) / 2, 0
        drawing.text((LEFT - 10, top + BAR / 2 + 4), apart(cut(row.values[0], 26)), "end", 13)
        for piece in held.rows:
            if piece.values[0] == row.values[0]:
                _piece(
                    drawing, piece, (x(at), top, x(at + (piece.values[3] or 0))), colours, ink.down(held, piece, "lots")
                )
                at += piece.values[3] or 0
        if row.values[3] is not None:
            full = x(row.values[3])
            drawing.line([(full, top - 6), (full, top + BAR + 6)], Stroke(INK, 3))
    return drawing


def _piece(
    drawing: Drawing, row: Row, at: tuple[float, float, float], colours: dict[str, str], href: str | None
) -> None:
    start, top, end = at
    place, hazard, lots, net = row.values
    name = hazard or t("reports.unnamed-hazard")
    with drawing.link(href, f"{place}, {name}: {short(net)}, {t('reports.lots')} {lots}"):
        drawing.rect(start, top, max(end - start, 3), BAR, colours[hazard], stroke=PAPER)
        if end - start > 7 * len(name):
            drawing.text(((start + end) / 2, top + BAR / 2 + 4), apart(name), "middle", 11, **HALO)
