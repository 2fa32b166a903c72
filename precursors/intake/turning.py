"""Sheets whose records stand in columns, the headings down the side: turned, so that they read like any other."""

from __future__ import annotations

from array import array

from precursors.intake.grid import BlockLike, ColumnLike, MadeBlock, MadeColumn, Merge, cell_of

MOST_HEADINGS = 60
"""Rows; a longer sheet has its records in rows."""

LEAST_RECORDS = 2
"""One column of values beside one of labels is as likely a cover or a summary as a record."""


def turned(block: BlockLike) -> MadeBlock | None:
    """The block with rows for columns: row 1 is column A. None for one that cannot have records in columns."""
    if not 1 < len(block.rows) <= MOST_HEADINGS:
        return None
    used = [at for at, column in enumerate(block.columns) if any(column.codes)]
    if len(used) <= LEAST_RECORDS:
        return None
    columns: list[ColumnLike] = [MadeColumn.empty(len(used)) for _ in range(block.rows[-1])]
    for at, row in enumerate(block.rows):
        made = MadeColumn.empty(len(used))
        for place, column in enumerate(used):
            held = block.columns[column]
            made.codes[place] = made.code_of(cell_of(held, held.codes[at])) if held.codes[at] else 0
        columns[row - 1] = made
    return MadeBlock(block.sheet, array("I", [at + 1 for at in used]), columns, [], block.formulas)


def turned_merge(merge: Merge) -> Merge:
    """Merged cells where they stand once their sheet is turned."""
    top, left, bottom, right = merge
    return left + 1, top - 1, right + 1, bottom - 1
