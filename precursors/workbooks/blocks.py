"""What the reader hands on: sheets, cut into blocks of rows, held column by column.

A block needs no memory of earlier blocks. Each of its columns keeps the *distinct* cells once and, for
every row, the position of that row's cell among them; whoever judges cells therefore parses each distinct
one once. All of this is made by a process that has read hostile data, so it is plain data only.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

BLOCK_ROWS = 4096
"""The most rows one block may hold; so every code fits sixteen bits."""

NUMBER, DATE, TEXT, BOOLEAN, ERROR, NOTHING = "n", "d", "t", "b", "e", ""


class Cell(NamedTuple):
    r"""One value as the workbook states it.

    `kind`: "n" number, "d" date or time, "t" text, "b" boolean, "e" error, "" nothing at all.
    `text`: a number in plain decimal notation with at most 15 significant digits (with an exponent only
    below 1E-20 or from 1E+21 on), a date as YYYY-MM-DD, a moment as YYYY-MM-DDThh:mm:ss, a time of day as
    hh:mm:ss, a boolean as "true" or "false", an error as the sheet shows it ("#N/A"), a text as typed.
    An error also stands for what no reader could trust: a number that is none (its raw text), a date that
    never was (serial 60 is "1900-02-29"), a formula without a stored value (empty text).
    `format`: what the number format adds to a number: "" nothing, "%" a percentage (text 0.15 is 15 %),
    otherwise its literal text, such as "kg", "€" or "USD". One comma in front for each thousand by which
    the display divides (",t" shows 1500 as 1.5 t); in quotes where the literal
    holds a percent sign, which scales nothing (text 15 and "\"%\"" is 15 %); "[h]" is elapsed time, in days.
    `formula`: the value is what the writing program had computed, not what somebody typed.
    """

    kind: str
    text: str
    format: str = ""
    formula: bool = False


EMPTY = Cell(NOTHING, "")
"""The cell at code 0 of every column; an empty text is the same."""

Shape = tuple[str, str, bool]
"""(kind, format, formula): what the distinct cells of a column mostly have in common."""

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells: rows from 1, columns from 0, inclusive."""


class Column:
    """One grid column within a block.

    `codes[i]` belongs to row `block.rows[i]` and indexes `cells`, `texts` and `shape_of`; code 0 is the
    empty cell. `cells` is made when first asked for; who only needs texts or shapes never pays for it.
    """

    __slots__ = ("_cells", "codes", "shape_of", "shapes", "texts")

    def __init__(self, codes: array[int], texts: list[str], shape_of: Sequence[int], shapes: Sequence[Shape]) -> None:
        self.codes = codes
        self.texts = texts
        self.shape_of = shape_of
        self.shapes = shapes
        self._cells: list[Cell] | None = None

    @property
    def cells(self) -> list[Cell]:
        """The distinct cells, the empty one first."""
        if self._cells is None:
            shapes = self.shapes
            self._cells = [
                Cell(shapes[which][0], text, shapes[which][1], shapes[which][2])
                for which, text in zip(self.shape_of, self.texts, strict=True)
            ]
        return self._cells

    def at(self, position: int) -> Cell:
        """The cell of the row at `position` within the block."""
        return self.cells[self.codes[position]]

    def is_empty(self) -> bool:
        """Whether no row of the block has anything here."""
        return len(self.texts) == 1


class Block(NamedTuple):
    """Up to `BLOCK_ROWS` rows that follow one another on one sheet, blank ones left out.

    `sheet` is the index of its `SheetStart`; `rows` the grid row numbers, counted from 1, rising;
    `columns[i]` is grid column i (A is 0), all of the same length as `rows`; `hidden_rows` the row numbers
    among `rows` that the sheet hides; `formulas` how many cells are formulas. Columns right of the last
    one used in this block are missing, so blocks of one sheet may differ in width.
    """

    sheet: int
    rows: array[int]
    columns: list[Column]
    hidden_rows: list[int]
    formulas: int


class SheetStart(NamedTuple):
    """A sheet begins. `sheet` is its place among the data sheets (from 0), its name, whether it is hidden.

    `hidden_columns` are grid columns (A is 0). `merges` are known ahead where the sheet is small or
    `merges_first` was asked for; otherwise None, and the truth comes with the `SheetEnd`.
    """

    sheet: int
    name: str
    hidden: bool
    hidden_columns: list[int]
    merges: list[Merge] | None


class SheetEnd(NamedTuple):
    """A sheet ended well: rows handed on, blank rows left out, and every merge there was."""

    sheet: int
    rows_read: int
    blank_rows: int
    merges: list[Merge]


class Limits(NamedTuple):
    """How much one file may ask for. Sizes in bytes, times in seconds; `rows` counts all rows of the file."""

    file_bytes: int = 50 << 20
    rows: int = 1_048_576
    columns: int = 200
    memory_bytes: int = 512 << 20
    cpu_seconds: float = 20.0
    cpu_seconds_per_mb: float = 2.0
    silence_seconds: float = 30.0


class Wish(NamedTuple):
    """How one file is to be read: see `reader.read`. `fast` allows the quick path for plain rows."""

    limits: Limits = Limits()
    encoding: str | None = None
    merges_first: bool = False
    fast: bool = True


class Refused(Exception):
    """A file cannot be taken: code and values of the problem to be told. Never leaves the room."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value)[:200] for name, value in values.items()}
