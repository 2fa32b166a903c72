"""Ribbons from countries of origin over operators to what the goods were said to be for."""

from __future__ import annotations

from collections.abc import Sequence

from precursors.registers.writing import country
from precursors.reports.drawing.sankey import OTHERS, Flow, Place, Ribbon, laid, largest, merged
from precursors.reports.drawing.words import apart, cut, short
from precursors.reports.report import Ink, Row, Table
from precursors.web.svg import BLUE, COLOURS, HALO, INK, QUIET, Drawing
from precursors.web.texts import t

WIDTH, HEIGHT, TOP, SIDE, BAR, BOX = 960.0, 560.0, 56.0, 150.0, 14.0, 250.0
MOST = 10
"""Places of a column that are drawn by name."""
LONGEST, BOXED, ALONE = 21, 36, 24
"""Characters of a name: at the edges, in a box above its amount, in a box beside it."""
RIM, BOXES = 3.0, "#f3f2f1"
TALL = 30.0
"""Height of a box that holds a name above its amount."""


def draw(tables: Sequence[Table], ink: Ink) -> Drawing:
    """Three columns; a row of the tables is one ribbon."""
    came, went = tables
    first = [_flow(came, row, ink, _place(row.values[0]), _party(row.values[1])) for row in came.rows]
    second = [_flow(went, row, ink, _party(row.values[0]), _goal(row)) for row in went.rows]
    operators = largest(((flow.end, flow.amount) for flow in first), MOST)
    origins = largest(((flow.start, flow.amount) for flow in first), MOST)
    goals = largest(((flow.end, flow.amount) for flow in second), MOST)
    plan = laid([merged(first, origins, operators), merged(second, operators, goals)], HEIGHT, 16, 2)
    drawing = Drawing(WIDTH, HEIGHT + TOP + 20, mirrored=ink.mirrored)
    for column, key in enumerate(("origin", "operator", "goal")):
        at, anchor = ((0.0, "start"), (WIDTH / 2, "middle"), (WIDTH, "end"))[column]
        drawing.text((at, 22), t(f"reports.{key}"), anchor, 15, font_weight="bold")
    colours = {
        place.name: COLOURS[n % len(COLOURS)] for n, place in enumerate(each for each in plan.places if not each.column)
    }
    for ribbon in plan.ribbons:
        _ribbon(drawing, ribbon, colours.get(ribbon.flow.start, QUIET) if not ribbon.column else BLUE)
    for place in plan.places:
        _bar(drawing, place)
    return drawing


def _flow(table: Table, row: Row, ink: Ink, start: str, end: str) -> Flow:
    return Flow(start, end, row.values[-1], ink.down(table, row, "base"))


def _place(code: str | None) -> str:
    return country(code) if code else t("reports.unstated")


def _party(name: str | None) -> str:
    return name or t("reports.unstated")


def _goal(row: Row) -> str:
    _, destination, use, *_ = row.values
    known = [country(destination) if destination else "", apart(use or "")]
    return " · ".join(filter(None, known)) or t("reports.unstated")


def _name(name: str) -> str:
    return t("reports.others") if name == OTHERS else name


def _span(column: int) -> tuple[float, float]:
    """Where the places of a column begin and end; those in the middle are wide enough for a name."""
    return ((SIDE, SIDE + BAR), ((WIDTH - BOX) / 2, (WIDTH + BOX) / 2), (WIDTH - SIDE - BAR, WIDTH - SIDE))[column]


def _ribbon(drawing: Drawing, ribbon: Ribbon, colour: str) -> None:
    start = (_span(ribbon.column)[1], TOP + ribbon.from_top)
    end = (_span(ribbon.column + 1)[0], TOP + ribbon.to_top)
    flow = ribbon.flow
    with drawing.link(flow.leads, f"{_name(flow.start)} – {_name(flow.end)}: {short(flow.amount)}"):
        drawing.path(drawing.ribbon(start, end, max(ribbon.width, 0.8)), colour, fill_opacity=0.45)


def _bar(drawing: Drawing, place: Place) -> None:
    """A bar with its name beside it at the edges; in the middle a box that holds its name, so that no ribbon does."""
    left, right = _span(place.column)
    top = TOP + place.top
    if place.column == 1:
        drawing.rect(left, top, right - left, place.height, BOXES)
        drawing.rect(left, top, RIM, place.height, INK)
        drawing.rect(right - RIM, top, RIM, place.height, INK)
        _boxed(drawing, place, top + place.height / 2)
        return
    drawing.rect(left, top, BAR, place.height, INK)
    x, anchor = (left - 8, "end") if place.column == 0 else (right + 8, "start")
    middle, name = top + place.height / 2, apart(cut(_name(place.name), LONGEST))
    drawing.text((x, middle + (0 if place.height > 22 else 4)), name, anchor, 11.5, **HALO)
    if place.height > 22:
        drawing.text((x, middle + 15), short(place.amount), anchor, 11, fill=QUIET)


def _boxed(drawing: Drawing, place: Place, middle: float) -> None:
    name, amount = _name(place.name), short(place.amount)
    if place.height >= TALL:
        drawing.text((WIDTH / 2, middle - 2), apart(cut(name, BOXED)), "middle", 12)
        drawing.text((WIDTH / 2, middle + 14), amount, "middle", 11, fill=QUIET)
    else:
        drawing.text((WIDTH / 2, middle + 4), f"{apart(cut(name, ALONE))} · {amount}", "middle", 11)
