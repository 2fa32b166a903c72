"""Gathers rows into blocks: each column's distinct cells once, one code per row."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count

from precursors.workbooks.blocks import BLOCK_ROWS, NOTHING, TEXT, Block, Cell, Column, Limits, Refused, Shape
from precursors.workbooks.decoding import EMPTY_SHAPE, Decoded, from_cells

Token = Cell | str
"""What stands for a cell until the block is closed: the cell itself, or the raw text the fast path took."""

Decode = Callable[[int, list[str]], Decoded]
"""Decodes the distinct raw tokens of a grid column, in their order."""


class ColumnBuilder:
    """One column of the block being gathered; rows that never mention it count as empty."""

    __slots__ = ("codes", "index")

    def __init__(self) -> None:
        self.codes = array("H")
        self.index: defaultdict[Token, int] = defaultdict(count(1).__next__)
        self.index[""] = 0

    def fill(self, rows: int) -> None:
        """Bring the column up to `rows` rows with empty cells."""
        missing = rows - len(self.codes)
        if missing:
            self.codes.frombytes(bytes(2 * missing))


class BlockBuilder:
    """Gathers the rows of one sheet and gives a Block to `emit` whenever one is full."""

    def __init__(
        self, sheet: int, limits: Limits, rows_before: int, decode: Decode, emit: Callable[[Block], None]
    ) -> None:
        self.rows_read = 0
        self.blank_rows = 0
        self._sheet = sheet
        self._limits = limits
        self._rows_allowed = limits.rows - rows_before
        self._decode = decode
        self._emit = emit
        self._clear()

    def _clear(self) -> None:
        self._rows = array("I")
        self._hidden: list[int] = []
        self._columns: list[ColumnBuilder] = []
        self._has_cells = self._has_tokens = False

    @property
    def room(self) -> int:
        """How many rows the open block can still take."""
        return BLOCK_ROWS - len(self._rows)

    def row(self, number: int, hidden: bool, cells: Sequence[tuple[int, Cell]]) -> None:
        """Add one row, given its cells that say something."""
        if not cells:
            self.blank_rows += 1
            return
        done = len(self._rows)
        self._has_cells = True
        for position, cell in cells:
            column = self._column(position)
            column.fill(done)
            column.codes.append(column.index[cell])
        self._rows.append(number)
        if hidden:
            self._hidden.append(number)
        if len(self._rows) == BLOCK_ROWS:
            self.flush()

    def run(self, numbers: Sequence[int], columns: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Add several visible rows at once (at most `room`), each column as one token per row."""
        done = len(self._rows)
        self._has_tokens = True
        for position, tokens in columns:
            column = self._column(position)
            column.fill(done)
            column.codes.fromlist(list(map(column.index.__getitem__, tokens)))
        self._rows.extend(numbers)
        if len(self._rows) >= BLOCK_ROWS:
            self.flush()

    def _column(self, position: int) -> ColumnBuilder:
        if position >= self._limits.columns:
            raise Refused("file.too-many-columns", limit=self._limits.columns)
        while len(self._columns) <= position:
            self._columns.append(ColumnBuilder())
        return self._columns[position]

    def settle(self) -> None:
        """Close the open block if it holds raw tokens, whose meaning is about to change."""
        if self._has_tokens:
            self.flush()

    def flush(self) -> None:
        """Close the open block and give it away, unless nothing is in it."""
        if not self._rows:
            return
        for column in self._columns:
            column.fill(len(self._rows))
        columns = [self._closed(place, column) for place, column in enumerate(self._columns)]
        while columns and columns[-1].is_empty():
            columns.pop()
        formulas = sum(map(_formulas, columns))
        block = _without_blanks(Block(self._sheet, self._rows, columns, self._hidden, formulas))
        self.blank_rows += len(self._rows) - len(block.rows)
        self.rows_read += len(block.rows)
        if self.rows_read > self._rows_allowed:
            raise Refused("file.too-many-rows", limit=self._limits.rows)
        self._clear()
        if block.rows:
            self._emit(block)

    def _closed(self, position: int, builder: ColumnBuilder) -> Column:
        """The finished column: raw tokens decoded, doubles made one, the empty cell at code 0."""
        tokens = list(builder.index)[1:]
        if self._has_cells:
            raw = [token for token in tokens if type(token) is str]
            decoded = _with_cells(self._decode(position, raw), tokens)
        else:
            decoded = self._decode(position, tokens)  # type: ignore[arg-type]  # no cell was ever added
        texts = ["", *decoded.texts]
        if len(set(texts)) < len(texts):
            return _merged(builder.codes, decoded)
        shapes: list[Shape] = [EMPTY_SHAPE, *decoded.shapes]
        if len(decoded.shapes) == 1:
            return Column(builder.codes, texts, bytes(1) + b"\1" * len(decoded.texts), shapes)
        return Column(builder.codes, texts, array("H", [0, *(which + 1 for which in decoded.shape_of)]), shapes)


def _formulas(column: Column) -> int:
    """How many rows have a formula here."""
    if not any(formula for _, _, formula in column.shapes):
        return 0
    flags = [column.shapes[which][2] for which in column.shape_of]
    return sum(map(flags.__getitem__, column.codes))


def _with_cells(decoded: Decoded, tokens: Sequence[Token]) -> Decoded:
    """The decoded raw tokens and, between them, the cells that the exact reader gave."""
    shapes = {shape: which for which, shape in enumerate(decoded.shapes)}
    texts, shape_of = [], []
    pairs = zip(decoded.texts, decoded.shape_of, strict=True)
    for token in tokens:
        if isinstance(token, Cell):
            which = shapes.setdefault((token.kind, token.format, token.formula), len(shapes))
            text = token.text
        else:
            text, which = next(pairs)
        texts.append(text)
        shape_of.append(which)
    return Decoded(texts, shape_of, list(shapes))


def _merged(codes: array[int], decoded: Decoded) -> Column:
    """The column with equal cells under one code, and empty texts under code 0."""
    first: dict[tuple[str, Shape], int] = {("", EMPTY_SHAPE): 0}
    new = [0]
    for text, which in zip(decoded.texts, decoded.shape_of, strict=True):
        shape = decoded.shapes[which]
        nothing = not text and shape[0] in (TEXT, NOTHING)
        new.append(first.setdefault(("", EMPTY_SHAPE) if nothing else (text, shape), len(first)))
    cells = from_cells([Cell(kind, text, form, formula) for text, (kind, form, formula) in first])
    return Column(array("H", map(new.__getitem__, codes)), cells.texts, array("H", cells.shape_of), cells.shapes)


def _without_blanks(block: Block) -> Block:
    """The block without rows in which every cell turned out to be empty."""
    blank: Sequence[int] = range(len(block.rows))
    for column in block.columns:
        codes = column.codes
        if 0 not in codes:
            return block
        blank = [place for place in blank if not codes[place]]
        if not blank:
            return block
    dropped = set(blank)
    keep = [place for place in range(len(block.rows)) if place not in dropped]
    rows = array("I", (block.rows[place] for place in keep))
    columns = [
        Column(array("H", (one.codes[place] for place in keep)), one.texts, one.shape_of, one.shapes)
        for one in block.columns
    ]
    present = set(rows)
    return Block(block.sheet, rows, columns, [row for row in block.hidden_rows if row in present], block.formulas)
