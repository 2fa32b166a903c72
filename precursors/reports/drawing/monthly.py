"""A line through the months of a year over the band in which each was to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from precursors.reports.drawing.scales import steps
from precursors.reports.drawing.words import amount, month_name, short
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import BLUE, FAINT, QUIET, RED, SKY, Drawing, Stroke
from precursors.web.texts import t

WIDTH, PANEL, LEFT, RIGHT, TOP, FOOT = 960.0, 270.0, 110.0, 24.0, 44.0, 34.0
"""Of the picture and of one direction's part of it: the room left for figures, for the heading, for the months."""
UG = 10**9
"""Micrograms of a kilogram."""


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """A part below the other for each direction."""
    drawing = Drawing(WIDTH, PANEL * len(tables) + 8, mirrored=ink.mirrored)
    for number, table in enumerate(tables):
        _panel(drawing, table, ink, number * PANEL)
    return drawing


def _panel(drawing: Drawing, table: Table, ink: Ink, top: float) -> None:
    rows = table.rows
    scale = steps(max(max(row.values[1] or 0, row.values[4] or 0) for row in rows) / UG)
    floor, high = top + PANEL - FOOT, PANEL - FOOT - TOP

    def y(ug: int) -> float:
        return floor - high * (ug / UG) / scale[-1]

    drawing.text((LEFT, top + 24), t(f"reports.{table.key}"), size=16, font_weight="bold")
    for each in scale:
        level = floor - high * each / scale[-1]
        drawing.line([(LEFT, level), (WIDTH - RIGHT, level)], Stroke(FAINT, 1))
        drawing.text((LEFT - 8, level + 4), amount(each), "end", fill=QUIET)
    at = [LEFT + (WIDTH - LEFT - RIGHT) * (n + 0.5) / 12 for n in range(12)]
    for n in range(12):
        drawing.text((at[n], floor + 20), month_name(n + 1), "middle", fill=QUIET)
    _band(
        drawing,
        [(at[n], y(row.values[3]), y(row.values[4])) for n, row in enumerate(rows) if row.values[4] is not None],
    )
    if all(row.values[4] is None for row in rows):
        drawing.text((WIDTH - RIGHT, top + 24), t("reports.too-short"), "end", fill=QUIET)
    for known, run in groupby(enumerate(rows), key=lambda each: each[1].values[1] is not None):
        if known:
            drawing.line([(at[n], y(row.values[1])) for n, row in run], Stroke(BLUE, 2.5))
    for n, row in enumerate(rows):
        _mark(drawing, (at[n], y(row.values[1] or 0)), row, ink.down(table, row, "base"))


def _band(drawing: Drawing, found: Sequence[tuple[float, float, float]]) -> None:
    if found:
        upper = [(x, high) for x, _, high in found]
        lower = [(x, low) for x, low, _ in reversed(found)]
        drawing.path(drawing.area([*upper, *lower]), SKY, Stroke(SKY, 1, "4 3"), fill_opacity=0.3)


def _mark(drawing: Drawing, at: tuple[float, float], row: Row, href: str | None) -> None:
    """A disc, a larger hollow one where the month is not as expected: no colour is needed to see it. `?`: unknown."""
    day, base, *_, judged = row.values
    odd = judged == "reports.unexpected"
    says: list[Any] = [month_name(day.month), short(base)]
    with drawing.link(href, ": ".join(says) + (f" – {t(judged)}" if odd else "")):
        drawing.circle(at, 12, "none", pointer_events="all")
        if base is None:
            drawing.text((at[0], at[1] - 4), "?", "middle", 16, font_weight="bold")
            return
        if odd:
            drawing.circle(at, 8, "#ffffff", stroke=RED, stroke_width=3)
        drawing.circle(at, 3 if odd else 4.5, RED if odd else BLUE)
