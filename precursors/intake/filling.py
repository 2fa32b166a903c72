"""Values merged down over a group of rows, copied to each row of the group."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

from precursors.intake.grid import BlockLike, ColumnLike, MadeColumn, Merge, with_columns
from precursors.intake.record import CellLike

COUNTED_ONCE = frozenset({"quantity", "net_mass", "volume", "gross_mass", "packages", "value"})
"""Fields whose value over several rows is their sum: copied, it would count for each row again."""


class Filler:
    """Fills the blocks of one sheet, in order; a merge may reach over several blocks.

    `columns` are the grid columns to fill; merges that begin in or above `last_heading_row` are none of rows.
    What a sheet hides under a merge never wins: the cell at its top left counts for every row, and for the
    first of its columns only. In columns `once` a merged value stays in its first row.
    """

    def __init__(
        self,
        merges: Sequence[Merge] | None,
        columns: Collection[int],
        last_heading_row: int = 0,
        once: Collection[int] = (),
    ) -> None:
        self._merges = sorted(
            each
            for each in merges or ()
            if each[0] > last_heading_row
            and each[2] > each[0]
            and any(each[1] <= column <= each[3] for column in columns)
        )
        self._once = frozenset(once)
        self._anchors: dict[Merge, CellLike] = {}

    def fill(self, block: BlockLike) -> BlockLike:
        """The block with merged values in every row of their merge; the same block where nothing changes."""
        if not self._merges or not len(block.rows):
            return block
        first, last = block.rows[0], block.rows[-1]
        touched = [each for each in self._merges if each[0] <= last and each[2] >= first]
        if not touched:
            return block
        columns: list[ColumnLike] = list(block.columns)
        made: dict[int, MadeColumn] = {}
        for merge in touched:
            self._apply(merge, block, columns, made)
        return with_columns(block, columns)

    def _apply(self, merge: Merge, block: BlockLike, columns: list[ColumnLike], made: dict[int, MadeColumn]) -> None:
        top, left, bottom, right = merge
        start, end = bisect_left(block.rows, top), bisect_left(block.rows, bottom + 1)
        for column in range(left, min(right, len(columns) - 1) + 1):
            if column not in made:
                made[column] = MadeColumn(columns[column])
                columns[column] = made[column]
            target = made[column]
            if column == left and start < end and block.rows[start] == top:
                self._anchors[merge] = target.at(start)
            anchor = self._anchors.get(merge) if column == left else None
            code = target.code_of(anchor) if anchor is not None else 0
            for at in range(start, end):
                target.codes[at] = 0 if column in self._once and block.rows[at] != top else code
