"""The shapes of what a workbook reader hands on, as far as intake needs them, and columns made here.

Intake stands below the spreadsheet kit and never imports it; whatever has these attributes will do.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from precursors.intake.record import CellLike

Shape = tuple[str, str, bool]
"""(kind, format, formula) of a distinct cell."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells: rows from 1, columns from 0."""


class PlainCell(NamedTuple):
    """A cell made here: kind (n, d, t, b, e or empty), exact text, number-format hint, formula or not."""

    kind: str
    text: str
    format: str = ""
    formula: bool = False


class ColumnLike(Protocol):
    """One grid column of a block: a code for every row, and the distinct cells they index (0 is empty)."""

    @property
    def codes(self) -> array[int]:
        """Position of each row's cell among the distinct ones."""

    @property
    def texts(self) -> list[str]:
        """Text of each distinct cell."""

    @property
    def shape_of(self) -> Sequence[int]:
        """For each distinct cell, which of the shapes it has."""

    @property
    def shapes(self) -> Sequence[Shape]:
        """The shapes that occur."""

    @property
    def cells(self) -> Sequence[CellLike]:
        """The distinct cells themselves."""


class BlockLike(Protocol):
    """Some rows of one sheet, column by column; `rows` are grid row numbers from 1, rising."""

    @property
    def sheet(self) -> int:
        """The sheet's place, from 0."""

    @property
    def rows(self) -> array[int]:
        """Grid row numbers from 1, rising."""

    @property
    def columns(self) -> Sequence[ColumnLike]:
        """Grid columns from A on."""

    @property
    def hidden_rows(self) -> list[int]:
        """Row numbers that the sheet hides."""

    @property
    def formulas(self) -> int:
        """How many cells are formulas."""


class SheetLike(Protocol):
    """A sheet as it begins: place among the sheets (from 0), name, hidden or not, merges if known."""

    @property
    def sheet(self) -> int:
        """The sheet's place, from 0."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def hidden(self) -> bool:
        """Whether the workbook hides the sheet."""

    @property
    def merges(self) -> Sequence[Merge] | None:
        """Merged cells, where they are known ahead."""


Top = Sequence[tuple[int, Sequence[CellLike]]]
"""The first non-blank rows of a sheet: row number from 1, and its cells from column A on."""


class MadeColumn:
    """A column whose codes were changed here; it reads like the reader's own."""

    __slots__ = ("_cells", "codes", "shape_of", "shapes", "texts")

    def __init__(self, like: ColumnLike) -> None:
        self.codes: array[int] = array(like.codes.typecode, like.codes)
        self.texts: list[str] = list(like.texts)
        self.shape_of: list[int] = list(like.shape_of)
        self.shapes: list[Shape] = list(like.shapes)
        self._cells: list[CellLike] | None = None

    @classmethod
    def empty(cls, rows: int) -> MadeColumn:
        """A column of `rows` empty cells."""
        return cls(_Blank(rows))

    @classmethod
    def joined(cls, columns: Sequence[ColumnLike], codes: Sequence[int]) -> MadeColumn:
        """The distinct cells of several columns in one; `codes` count through all of them, in order."""
        made = cls(_Blank(0))
        made.codes = array("H", codes)
        made.texts = [text for column in columns for text in column.texts]
        made.shape_of, made.shapes = [], []
        for column in columns:
            made.shape_of += [which + len(made.shapes) for which in column.shape_of]
            made.shapes += column.shapes
        return made

    @property
    def cells(self) -> Sequence[CellLike]:
        """The distinct cells, the empty one first."""
        if self._cells is None:
            paired = zip(self.texts, self.shape_of, strict=True)
            self._cells = [PlainCell(self.shapes[n][0], text, *self.shapes[n][1:]) for text, n in paired]
        return self._cells

    def at(self, position: int) -> CellLike:
        """The cell of the row at `position` within the block."""
        return cell_of(self, self.codes[position])

    def is_empty(self) -> bool:
        """Whether no row of the block has anything here."""
        return not any(self.codes)

    def code_of(self, cell: CellLike) -> int:
        """The code that stands for `cell`, added when the column did not have it. An empty cell is 0."""
        if not cell.kind:
            return 0
        shape = (cell.kind, cell.format, cell.formula)
        for code, (text, which) in enumerate(zip(self.texts, self.shape_of, strict=True)):
            if code and text == cell.text and self.shapes[which] == shape:
                return code
        if shape not in self.shapes:
            self.shapes.append(shape)
        self.texts.append(cell.text)
        self.shape_of.append(self.shapes.index(shape))
        self._cells = None
        return len(self.texts) - 1


class _Blank:
    """The least a column can be."""

    def __init__(self, rows: int) -> None:
        self.codes = array("H", bytes(2 * rows))
        self.texts = [""]
        self.shape_of: Sequence[int] = [0]
        self.shapes: Sequence[Shape] = [("", "", False)]
        self.cells: Sequence[CellLike] = [PlainCell("", "")]


class MadeBlock(NamedTuple):
    """A block some of whose columns were changed here."""

    sheet: int
    rows: array[int]
    columns: Sequence[ColumnLike]
    hidden_rows: list[int]
    formulas: int


def cell_of(column: ColumnLike, code: int) -> PlainCell:
    """One distinct cell, without asking the column to make them all."""
    kind, hint, formula = column.shapes[column.shape_of[code]]
    return PlainCell(kind, column.texts[code], hint, formula)


def with_columns(block: BlockLike, columns: Sequence[ColumnLike]) -> MadeBlock:
    """`block` with other columns."""
    return MadeBlock(block.sheet, block.rows, columns, block.hidden_rows, block.formulas)


def letter(column: int) -> str:
    """What a spreadsheet calls the column (A is 0)."""
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
