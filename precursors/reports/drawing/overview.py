"""A strip for each substance and direction: its months, its sum, how it stands against the year before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from precursors.registers.writing import plainly
from precursors.reports.drawing.words import cut, month_name, short
from precursors.reports.report import Ink, Row, Table
from precursors.web.figures import number
from precursors.web.svg import BLUE, FAINT, GREEN, ORANGE, PINK, QUIET, Drawing, Stroke
from precursors.web.texts import t

WIDTH, STRIP, TOP, FOOT = 960.0, 64.0, 8.0, 30.0
NAME, FIGURE = 250.0, 220.0
"""Room for the name at the beginning of a strip, for its figures at the end."""
COLOURS = {"import": BLUE, "export": ORANGE, "domestic": GREEN, "transit": PINK}


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """Each strip has its own scale: its months are to be compared with each other. `?` where nobody knows."""
    year, months = tables
    own: dict[tuple[str, str], list[Row]] = {}
    for row in months.rows:
        own.setdefault((row.values[0], row.values[1]), []).append(row)
    shown = [row for row in year.rows if (row.values[0], row.values[1]) in own]
    drawing = Drawing(WIDTH, TOP + STRIP * len(shown) + FOOT, mirrored=ink.mirrored)
    for n, row in enumerate(shown):
        _strip(drawing, row, TOP + n * STRIP, ink.down(year, row, "base"))
        for bar in own[row.values[0], row.values[1]]:
            _bar(drawing, bar, own[row.values[0], row.values[1]], TOP + n * STRIP, ink.down(months, bar, "base"))
    floor = TOP + STRIP * len(shown) + 18
    for month in range(1, 13):
        drawing.text((_x(month) + _step() / 2, floor), month_name(month), "middle", 11, fill=QUIET)
    return drawing


def _step() -> float:
    return (WIDTH - NAME - FIGURE) / 12


def _x(month: int) -> float:
    return NAME + _step() * (month - 1)


def _strip(drawing: Drawing, row: Row, top: float, href: str | None) -> None:
    substance, way, base, before, ratio, lines, _ = row.values
    name = plainly(substance, "substance")
    drawing.text((0, top + 28), cut(name, 30), size=14, font_weight="bold")
    drawing.text((0, top + 46), f"{t(way)} · {t('reports.lines')}: {number(lines)}", size=11, fill=QUIET)
    with drawing.link(href, f"{name}, {t(way)}: {short(base)}"):
        drawing.text((WIDTH, top + 28), short(base), "end", 16, font_weight="bold")
    drawing.text((WIDTH, top + 46), _against(before, ratio), "end", 11, fill=QUIET)
    drawing.line([(NAME, top + STRIP - 6), (WIDTH - FIGURE, top + STRIP - 6)], Stroke(FAINT))


def _against(before: int | None, ratio: float | None) -> str:
    if ratio is not None:
        return t("reports.against-before", share=number(round(Decimal(ratio) * 100)))
    if before:
        return ""  # the figure above says that this year's is not known
    return t("reports.nothing-before" if before == 0 else "reports.against-unknown")


def _bar(drawing: Drawing, row: Row, those: Sequence[Row], top: float, href: str | None) -> None:
    _, way, day, base = row.values
    most = max(each.values[3] or 0 for each in those) or 1
    high = (STRIP - 16) * (base or 0) / most
    colour = COLOURS[way.rpartition("-")[2]]
    with drawing.link(href, f"{month_name(day.month)}: {short(base)}"):
        if base is None:
            drawing.text((_x(day.month) + _step() / 2, top + STRIP - 12), "?", "middle", 16, font_weight="bold")
            return
        drawing.rect(_x(day.month) + 3, top + STRIP - 6 - high, _step() - 6, max(high, 0.5), colour)
