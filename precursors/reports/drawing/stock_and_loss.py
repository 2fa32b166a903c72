"""Two bars for each period of an operator: what is held, what was lost."""

from __future__ import annotations

from collections.abc import Sequence

from precursors.reports.drawing.scales import steps
from precursors.reports.drawing.words import amount, apart, cut, short
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import BLUE, FAINT, INK, ORANGE, QUIET, Drawing, Stroke
from precursors.web.texts import t

WIDTH, PANEL, LEFT, TOP, FOOT, LEGEND = 960.0, 150.0, 90.0, 34.0, 26.0, 34.0
MOST = 8
"""Operators that are drawn, those who hold most; the table has them all."""
UG = 10**9
"""Micrograms of a kilogram."""


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """A panel for each operator, all on one scale, so that they can be compared."""
    (table,) = tables
    own: dict[str, list[Row]] = {}
    for row in table.rows:
        own.setdefault(row.values[0], []).append(row)
    largest = sorted(own, key=lambda name: -max(row.values[3] or 0 for row in own[name]))[:MOST]
    periods = sorted({row.values[1] for name in largest for row in own[name]})
    most = max((max(row.values[3] or 0, row.values[4] or 0) for name in largest for row in own[name]), default=0)
    drawing = Drawing(WIDTH, LEGEND + PANEL * len(largest) + 4, mirrored=ink.mirrored)
    for n, (key, colour) in enumerate((("held", BLUE), ("lost", ORANGE))):
        drawing.rect(LEFT + 180 * n, 10, 14, 14, colour)
        drawing.text((LEFT + 180 * n + 20, 22), t(f"reports.{key}"))
    for n, name in enumerate(largest):
        panel = _Panel(drawing, LEGEND + n * PANEL, steps(most / UG), periods)
        panel.frame(name)
        for row in own[name]:
            panel.bars(row, ink.down(table, row, "held"), ink.down(table, row, "lost"))
    return drawing


class _Panel:
    """One operator's bars."""

    def __init__(self, drawing: Drawing, top: float, scale: Sequence[float], periods: Sequence[str]) -> None:
        self.drawing, self.scale, self.periods = drawing, scale, periods
        self.floor, self.top = top + PANEL - FOOT, top + TOP
        self.step = (WIDTH - LEFT - 10) / len(periods)

    def frame(self, name: str) -> None:
        """Its name, its axis, its periods."""
        self.drawing.text((LEFT, self.top - 12), apart(cut(name, 60)), size=14, font_weight="bold")
        for each in (self.scale[0], self.scale[-1]):
            level = self._level(each * UG)
            self.drawing.line([(LEFT, level), (WIDTH - 10, level)], Stroke(FAINT if each else INK, 1))
            self.drawing.text((LEFT - 8, level + 4), t("web.kg", figure=amount(each)), "end", 11, fill=QUIET)
        for n, period in enumerate(self.periods):
            self.drawing.text((LEFT + self.step * (n + 0.5), self.floor + 17), apart(period), "middle", 11, fill=QUIET)

    def bars(self, row: Row, held: str | None, lost: str | None) -> None:
        """Both bars of a period; an unknown amount is a mark of its own, never nothing."""
        width = min(self.step * 0.32, 46)
        middle = LEFT + self.step * (self.periods.index(row.values[1]) + 0.5)
        for ug, colour, key, href, x in (
            (row.values[3], BLUE, "held", held, middle - width),
            (row.values[4], ORANGE, "lost", lost, middle),
        ):
            with self.drawing.link(href, f"{row.values[0]} {row.values[1]}: {t(f'reports.{key}')} {short(ug)}"):
                if ug is None:
                    self.drawing.text((x + width / 2, self.floor - 4), "?", "middle", 13, fill=QUIET)
                else:
                    level = self._level(ug)
                    self.drawing.rect(x, level, width - 2, max(self.floor - level, 1), colour)

    def _level(self, ug: float) -> float:
        return self.floor - (self.floor - self.top) * ug / UG / self.scale[-1]
