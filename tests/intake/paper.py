"""Sheets made of lists of rows, as the reader hands them on: tops for recognising, blocks for sifting."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from precursors.intake.layout import Layout, SheetLayout, recognise
from precursors.intake.record import Record
from precursors.licensing.record import LICENCES, OPERATORS
from precursors.trade.record import SHIPMENTS
from precursors.workbooks.blocks import EMPTY, Block, Cell, Column, Merge, SheetStart

Value = str | int | float | None
Rows = Sequence[Sequence[Value]]

RECORDS = {each.kind: each for each in (SHIPMENTS, OPERATORS, LICENCES)}


def a_cell(value: Value) -> Cell:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, int | float):
        return Cell("n", str(value))
    return Cell("d" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "t", value)


def a_sheet(
    rows: Rows, name: str = "Sheet1", index: int = 0, merges: list[Merge] | None = None
) -> tuple[SheetStart, list[tuple[int, list[Cell]]]]:
    """A sheet's start and its first rows; empty rows are left out, as the reader does."""
    top = [(number, [a_cell(value) for value in row]) for number, row in enumerate(rows, 1) if any(row)]
    return SheetStart(index, name, False, [], merges), top[:30]


def a_block(rows: Rows, first: int = 1) -> Block:
    """One block of the rows that are not blank."""
    kept = [(number, row) for number, row in enumerate(rows, first) if any(v not in (None, "") for v in row)]
    columns = []
    for at in range(max(len(row) for _, row in kept)):
        cells = [EMPTY]
        codes = array("H")
        for _, row in kept:
            cell = a_cell(row[at] if at < len(row) else None)
            if cell not in cells:
                cells.append(cell)
            codes.append(cells.index(cell))
        shapes = list(dict.fromkeys((cell.kind, cell.format, cell.formula) for cell in cells))
        shape_of = [shapes.index((cell.kind, cell.format, cell.formula)) for cell in cells]
        columns.append(Column(codes, [cell.text for cell in cells], shape_of, shapes))
    return Block(0, array("I", [number for number, _ in kept]), columns, [], 0)


def the_layout(*sheets: tuple[SheetStart, list[tuple[int, list[Cell]]]], record: Record = SHIPMENTS) -> Layout:
    """The layout of sheets that must be recognised wholly."""
    found = recognise(sheets, record)
    assert isinstance(found, Layout), found
    return found


def the_sheet(rows: Rows, name: str = "Sheet1", merges: list[Merge] | None = None) -> SheetLayout:
    """The layout of one sheet that must be recognised wholly."""
    (sheet,) = the_layout(a_sheet(rows, name, merges=merges)).sheets
    return sheet


def fields(sheet: SheetLayout) -> dict[str, int]:
    """Field to column."""
    return {each.field: each.column for each in sheet.placed}
