"""Tell the rows that are no records: sums, repeated headings, small print, captions of groups.

Most rows are plain: they fill what a record needs and hold no telling word. That is found out by looking at
the distinct cells of a block; only the few other rows are looked at one by one. In doubt a row is kept: it is
then judged, and rejected with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from precursors.intake.arranging import by_direction, with_directions, with_titles
from precursors.intake.filling import COUNTED_ONCE, Filler
from precursors.intake.grid import BlockLike, ColumnLike, MadeColumn, Merge, cell_of, with_columns
from precursors.intake.layout import SheetLayout
from precursors.intake.placing import Placed
from precursors.intake.record import CellLike, Record
from precursors.intake.row_kinds import CAPTION, SECOND_TABLE, TOTAL, RowJudge, Table
from precursors.intake.surroundings import direction_in, surroundings, total_in

LOOK_CLOSELY = 3
"""Rows right under the headings are looked at one by one: units, hints and column numbers stand there."""


class Sifted(NamedTuple):
    """A block ready to be judged.

    `block` and `placed` replace what went in: merged and group values are filled in, made columns stand at
    the end. `keep` says for each row whether it may be a record, None when all may. `ignored` are (row, why),
    why being blank-row, total-row, cancelled-row, repeated-heading, footnote, group-row or units-row. `second_table` is
    the row where other headings begin: from there on the sheet cannot be read with this layout.
    """

    block: BlockLike
    placed: tuple[Placed, ...]
    keep: list[bool] | None
    ignored: list[tuple[int, str]]
    second_table: int | None = None


class Sieve:
    """Sifts the blocks of one sheet, in order. `merges` are the sheet's, where they are known."""

    def __init__(self, layout: SheetLayout, record: Record, merges: Sequence[Merge] | None = None) -> None:
        self._layout = layout
        self._table = Table(layout, record)
        self._judge = RowJudge(self._table)
        columns = {each.column for each in layout.placed}
        once = {each.column for each in layout.placed if each.field in COUNTED_ONCE}
        self._filler = Filler(merges, columns, layout.last_heading_row, once)
        self._telling = {
            column: surroundings().telling
            | {text for heading in layout.headings if heading[0] == column for text in _raw(heading[1])}
            for column in range(max((each[0] for each in layout.headings), default=0) + 1)
        }
        self._substance = layout.column_of("substance")
        self._states_direction = any(each.field == "direction" for each in layout.placed)
        self._caption: CellLike | None = None
        self._way: str | None = None

    def sift(self, block: BlockLike) -> Sifted:
        """What may be records among the rows of the next block, and what each other row is."""
        block = self._filler.fill(block)
        whys: dict[int, str | None] = dict.fromkeys(range(self._above(block)))
        fills: list[tuple[int, CellLike]] = []
        ways: list[tuple[int, str]] = [(0, self._way)] if self._way else []
        second: int | None = None
        for at in self._suspects(block, len(whys)):
            why = self._look(block, at, whys, fills, ways)
            if why is not None:
                whys[at] = why
            if why == SECOND_TABLE:
                second = block.rows[at]
                break
        return self._sifted(block, whys, fills, ways, second)

    def _sifted(
        self,
        block: BlockLike,
        whys: dict[int, str | None],
        fills: list[tuple[int, CellLike]],
        ways: list[tuple[int, str]],
        second: int | None,
    ) -> Sifted:
        ignored = [(block.rows[at], why) for at, why in sorted(whys.items()) if why is not None]
        keep = [at not in whys for at in range(len(block.rows))] if whys else None
        placed: tuple[Placed, ...] = self._layout.placed
        if fills and self._substance is not None:
            block = self._filled(block, self._substance, fills)
        elif self._layout.captioned:
            placed = (*placed, Placed(len(block.columns), "substance", "Substance"))
            block = self._filled(block, len(block.columns), fills)
        if ways and not self._states_direction:
            if ways[0][0] > 0 and self._layout.direction:
                ways.insert(0, (0, self._layout.direction))
            block, placed = with_directions(block, placed, ways)
        block, placed = with_titles(block, placed, self._layout.titles)
        block, placed = by_direction(block, placed, self._layout.direction)
        return Sifted(block, placed, keep, ignored, second)

    def _above(self, block: BlockLike) -> int:
        """How many rows of the block belong to titles and headings."""
        last = self._layout.last_heading_row
        if not len(block.rows) or block.rows[0] > last:
            return 0
        return sum(number <= last for number in block.rows)

    def _look(
        self,
        block: BlockLike,
        at: int,
        whys: dict[int, str | None],
        fills: list[tuple[int, CellLike]],
        ways: list[tuple[int, str]],
    ) -> str | None:
        """What a suspect row is; captions are remembered, and fill the rows that follow them."""
        cells = row_cells(block, at)
        why = self._judge.why(cells) or self._bare_sum(block, at, cells, whys)
        if why == CAPTION:
            self._begin_group(cells, at, ways)
        elif why == TOTAL:
            self._caption = None
        elif why is None and self._caption is not None and self._table.lacks_substance(cells):
            fills.append((at, self._caption))
        return why

    def _begin_group(self, cells: Sequence[tuple[int, CellLike]], at: int, ways: list[tuple[int, str]]) -> None:
        cell = cells[-1][1]
        way = direction_in(cell.text) if len(cell.text) <= 40 else None
        if way is not None and not self._states_direction:
            self._way = way
            ways.append((at, way))
        else:
            self._caption = cell

    def _suspects(self, block: BlockLike, start: int) -> list[int]:
        """Positions of the rows that are not plainly records, rising; all, where captions name the substance."""
        if self._layout.captioned:
            return list(range(start, len(block.rows)))
        suspects: set[int] = set()
        for group in self._table.groups:
            suspects |= _empty_in_all([block.columns[c] for c in group if c < len(block.columns)], len(block.rows))
        for number, column in enumerate(block.columns):
            suspects.update(self._told(number, column))
        limit = self._layout.last_heading_row + LOOK_CLOSELY
        if len(block.rows) and block.rows[0] <= limit:
            suspects.update(at for at, number in enumerate(block.rows[: limit + 1]) if number <= limit)
        return sorted(at for at in suspects if at >= start)

    def _told(self, number: int, column: ColumnLike) -> Iterator[int]:
        """Rows in which this column holds a word for a sum, or its own heading."""
        if all(shape[0] != "t" for shape in column.shapes):
            return
        telling = self._telling.get(number) or surroundings().telling
        codes: set[int] = set()
        if not telling.isdisjoint(column.texts):
            codes = {code for code, text in enumerate(column.texts) if text in telling}
        if number in self._table.dates:
            codes |= {code for code, text in enumerate(column.texts) if text[:1].isalpha() and total_in(text)}
        if codes:
            yield from (at for at, code in enumerate(column.codes) if code in codes)

    def _bare_sum(
        self, block: BlockLike, at: int, cells: Sequence[tuple[int, CellLike]], whys: dict[int, str | None]
    ) -> str | None:
        """Numbers alone in a row are a sum when one of them is the sum of the records above it."""
        sums = self._table.sums
        if not cells or any(cell.kind != "n" or column not in sums for column, cell in cells):
            return None
        begin = max((other + 1 for other, why in whys.items() if why in {None, TOTAL} and other < at), default=0)
        above = [other for other in range(begin, at) if other not in whys]
        for column, cell in cells:
            held = block.columns[column]
            numbers = [cell_of(held, held.codes[other]) for other in above]
            total = sum((Decimal(each.text) for each in numbers if each.kind == "n"), Decimal(0))
            if len(above) > 1 and total == Decimal(cell.text):
                return TOTAL
        return None

    @staticmethod
    def _filled(block: BlockLike, substance: int, fills: Sequence[tuple[int, CellLike]]) -> BlockLike:
        """The block with the captions of groups in the substance column."""
        columns: list[ColumnLike] = list(block.columns)
        columns += [MadeColumn.empty(len(block.rows)) for _ in range(substance + 1 - len(columns))]
        made = MadeColumn(columns[substance])
        for at, cell in fills:
            made.codes[at] = made.code_of(cell)
        columns[substance] = made
        return with_columns(block, columns)


def row_cells(block: BlockLike, at: int) -> list[tuple[int, CellLike]]:
    """The cells of one row that say something, with their grid columns."""
    found: list[tuple[int, CellLike]] = []
    for number, column in enumerate(block.columns):
        code = column.codes[at]
        if code:
            cell = cell_of(column, code)
            if cell.kind != "t" or cell.text.strip():
                found.append((number, cell))
    return found


def _empty_in_all(columns: Sequence[ColumnLike], rows: int) -> set[int]:
    """Rows in which every one of these columns is empty."""
    empty: set[int] | None = None
    for column in columns:
        if 0 not in column.codes:
            return set()
        blank = {at for at, code in enumerate(column.codes) if not code}
        empty = blank if empty is None else empty & blank
    return set(range(rows)) if empty is None else empty


def _raw(heading: str) -> tuple[str, ...]:
    return (heading, *heading.split(" / "))
