"""The exact reader of a sheet part: expat, element by element, by rules on which no two programs disagree.

Row numbers, where stated, rise; a cell's address, where stated, lies in its row and rises; nothing lies
outside the grid; the declared dimension is not believed. Rows and cells without an address follow the one
before. A cell outside `sheetData` or inside anything unknown is refused, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from precursors.workbooks.blocks import EMPTY, Cell, Merge, Refused
from precursors.workbooks.markup import MAIN, Attributes
from precursors.workbooks.twopaths import Items
from precursors.workbooks.values import MAX_TEXT, Values

GRID_ROWS, GRID_COLUMNS = 1_048_576, 16_384
MAX_MERGES = 100_000
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,6}", re.ASCII)
_ROW, _CELL, _DATA = MAIN + "row", MAIN + "c", MAIN + "sheetData"
_VALUE, _FORMULA, _INLINE, _TEXT, _PHONETIC = (MAIN + name for name in ("v", "f", "is", "t", "rPh"))
_SORTS = frozenset({"n", "s", "str", "inlineStr", "b", "e", "d"})
_TRUE = ("1", "true")

RowSink = Callable[[int, bool, list[tuple[int, Cell]]], None]


def column_index(letters: str) -> int:
    """The grid column of its letters: A is 0, XFD is 16383."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """The letters of a grid column: 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def area(reference: str, part: str) -> Merge:
    """The corners of a reference such as A1:B2; Refused when it is none or leaves the grid."""
    corners = [_ADDRESS.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) > 2 or None in corners:
        raise Refused("file.cell-address", sheet=part, cell=reference)
    found = [(int(corner[2]), column_index(corner[1])) for corner in corners if corner]
    (top, left), (bottom, right) = found[0], found[-1]
    if bottom < top or right < left or bottom > GRID_ROWS or right >= GRID_COLUMNS:
        raise Refused("file.cell-address", sheet=part, cell=reference)
    return top, left, bottom, right


class SheetXml(Items):
    """One sheet part being read. `row` gets each row: number, whether hidden, the cells that say something.

    `on_data` is called once, when the rows begin.
    """

    def __init__(self, part: str, sheet: str, values: Values, row: RowSink) -> None:
        super().__init__(part)
        self.sheet = sheet
        self.hidden_columns: list[int] = []
        self.merges: list[Merge] = []
        self.on_data: Callable[[], None] = lambda: None
        self.inside_data = False
        self.last_row = 0
        self._values = values
        self._sink = row
        self.data_seen = False
        self._path: list[str] = []
        self.all_hidden = False
        self._hidden = False
        self._cells: list[tuple[int, Cell]] = []
        self._column = -1
        self._memo: dict[tuple[str, str, str | None, bool], Cell] = {}
        self._clear_cell()

    def _clear_cell(self) -> None:
        self._style, self._sort = "0", "n"
        self._value: list[str] | None = None
        self._inline: list[str] | None = None
        self._has_formula = False
        self._collecting: list[str] | None = None
        self._collected = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Go one element in."""
        self.item_end = -1
        path = self._path
        path.append(name)
        if name == _CELL:
            self._start_cell(attributes)
        elif name == _ROW:
            self._start_row(attributes)
        elif self.depth > 4 and path[3] == _CELL and self.inside_data:
            self._inside_cell(name)
        elif self.depth == 1:
            if name != MAIN + "worksheet":
                raise Refused("file.damaged", part=self.part)
        else:
            self._outside_rows(name, attributes)

    def _outside_rows(self, name: str, attributes: Attributes) -> None:
        if name == _DATA:
            if self.depth != 2 or self.data_seen:
                raise Refused("file.damaged", part=self.part)
            self.data_seen = self.inside_data = True
            self.on_data()
        elif self.inside_data:
            raise Refused("file.damaged", part=self.part)
        elif name == MAIN + "col" and self.depth == 3:
            self._column_settings(attributes)
        elif name == MAIN + "sheetFormatPr":
            self.all_hidden = attributes.get("zeroHeight") in _TRUE
        elif name == MAIN + "mergeCell":
            if len(self.merges) >= MAX_MERGES:
                raise Refused("file.too-many-merges", limit=MAX_MERGES)
            self.merges.append(area(attributes.get("ref", ""), self.sheet))

    def _column_settings(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if _NUMBER.fullmatch(first) and _NUMBER.fullmatch(last):
                self.hidden_columns.extend(range(int(first) - 1, min(int(last), GRID_COLUMNS)))

    def _start_row(self, attributes: Attributes) -> None:
        if self.depth != 3 or not self.inside_data:
            raise Refused("file.damaged", part=self.part)
        stated = attributes.get("r")
        number = self.last_row + 1
        if stated is not None:
            if not _NUMBER.fullmatch(stated) or int(stated) > GRID_ROWS:
                raise Refused("file.cell-address", sheet=self.sheet, cell=stated)
            if int(stated) < number:
                raise Refused("file.row-order", sheet=self.sheet, row=stated)
            number = int(stated)
        if number > GRID_ROWS:
            raise Refused("file.cell-address", sheet=self.sheet, cell=number)
        self.last_row = number
        hidden = attributes.get("hidden")
        self._hidden = self.all_hidden if hidden is None else hidden in _TRUE
        self._cells = []
        self._column = -1

    def _start_cell(self, attributes: Attributes) -> None:
        if self.depth != 4 or not self.inside_data:
            raise Refused("file.damaged", part=self.part)
        self._clear_cell()
        stated = attributes.get("r")
        column = self._column + 1
        if stated is not None:
            match = _ADDRESS.fullmatch(stated)
            if match is None or int(match[2]) != self.last_row or column_index(match[1]) < column:
                raise Refused("file.cell-address", sheet=self.sheet, cell=stated)
            column = column_index(match[1])
        if column >= GRID_COLUMNS:
            raise Refused("file.cell-address", sheet=self.sheet, cell=stated or column)
        self._column = column
        self._style, self._sort = attributes.get("s", "0"), attributes.get("t", "n")
        if self._sort not in _SORTS or not (self._style.isascii() and self._style.isdigit()):
            raise Refused("file.damaged", part=self.part)

    def _inside_cell(self, name: str) -> None:
        """Elements below a cell: its value, its formula, or its inline text."""
        if self.depth == 5 and name == _VALUE:
            if self._value is not None:
                raise Refused("file.damaged", part=self.part)
            self._value = self._collecting = []
        elif self.depth == 5 and name == _FORMULA:
            self._has_formula = True
        elif self.depth == 5 and name == _INLINE:
            if self._inline is not None:
                raise Refused("file.damaged", part=self.part)
            self._inline = []
        elif name == _TEXT and self._inline is not None and _PHONETIC not in self._path[4:]:
            self._collecting = self._inline
        elif name in (_VALUE, _FORMULA, _INLINE):
            raise Refused("file.damaged", part=self.part)

    def text(self, data: str) -> None:
        """Collect characters of a value or an inline text."""
        if self._collecting is not None:
            self._collected += len(data)
            if self._collected > MAX_TEXT * 8:
                raise Refused("file.text-too-long", limit=MAX_TEXT)
            self._collecting.append(data)

    def end(self, name: str) -> None:
        """Go one element out, finishing a cell or a row."""
        self._path.pop()
        if name == _CELL:
            self._end_cell()
        elif name == _ROW:
            self._sink(self.last_row, self._hidden, self._cells)
            self.item_end = self.parser.CurrentByteIndex if not self.all_hidden else -1
        else:
            self.item_end = -1
            if name == _DATA:
                self.inside_data = False
            elif name in (_VALUE, _TEXT):
                self._collecting = None

    def _end_cell(self) -> None:
        inline = self._sort == "inlineStr"
        if self._inline is not None and not inline:
            raise Refused("file.damaged", part=self.part)
        pieces = self._inline if inline else self._value
        raw = None if pieces is None else "".join(pieces)
        key = (self._style, self._sort, raw, self._has_formula)
        cell = self._memo.get(key)
        if cell is None:
            if len(self._memo) > 50_000:
                self._memo.clear()
            cell = self._memo[key] = self._cell(key)
        if cell is not EMPTY:
            self._cells.append((self._column, cell))

    def _cell(self, key: tuple[str, str, str | None, bool]) -> Cell:
        style, sort, raw, formula = key
        try:
            return self._values.cell(int(style[:9]), sort, raw, formula)
        except Refused as refused:
            place = f"{column_letters(self._column)}{self.last_row}"
            raise Refused(refused.code, sheet=self.sheet, cell=place, **refused.values) from refused
