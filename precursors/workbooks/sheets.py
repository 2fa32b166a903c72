"""From an .xlsx file to events: package, small parts, strings, then each sheet in one pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from precursors.workbooks.archive import Archive
from precursors.workbooks.blocks import Block, Merge, Refused, SheetEnd, SheetStart, Wish
from precursors.workbooks.building import BlockBuilder
from precursors.workbooks.decoding import NO_PLAN, Decoded, Decoder
from precursors.workbooks.exact import SheetXml
from precursors.workbooks.fast import Shapes, SheetReader
from precursors.workbooks.merges import merges_of
from precursors.workbooks.parts import Sheet, open_workbook
from precursors.workbooks.strings import Strings, read_strings
from precursors.workbooks.values import Values

SMALL_SHEET = 4 << 20
"""Sheet parts up to this many bytes of XML are looked through for merges before they are read."""

Pulse = Callable[[], None]
Emit = Callable[[SheetStart | Block | SheetEnd], None]


class XlsxReader:
    """Reads one workbook, giving every event to `emit` as soon as it is ready; `pulse` tells of progress."""

    def __init__(self, file: BinaryIO, file_size: int, wish: Wish, emit: Emit, pulse: Pulse) -> None:
        self._archive = Archive(file, file_size, pulse)
        self._wish = wish
        self._emit = emit
        self._rows = 0

    def run(self) -> None:
        """Read everything. Raises Refused."""
        workbook = open_workbook(self._archive)
        strings = Strings()
        if workbook.strings_part is not None:
            pieces = self._archive.stream(workbook.strings_part, self._archive.sheet_cap)
            strings = read_strings(workbook.strings_part, pieces, self._wish.fast)
        values = Values(workbook.formats, strings, workbook.epoch_1904)
        for index, sheet in enumerate(workbook.sheets):
            self._sheet(index, sheet, values, Decoder(values, strings))

    def _sheet(self, index: int, sheet: Sheet, values: Values, decoder: Decoder) -> None:
        merges = self._merges(sheet)
        shapes = Shapes(self._wish.limits.columns)

        def decode(position: int, tokens: list[str]) -> Decoded:
            return decoder.decode(tokens, shapes.plans.get(position, NO_PLAN))

        def begin() -> None:
            hidden = sorted(set(xml.hidden_columns))
            self._emit(SheetStart(index, sheet.name, sheet.hidden, hidden, merges))

        builder = BlockBuilder(index, self._wish.limits, self._rows, decode, self._emit)
        xml = SheetXml(sheet.part, sheet.name, values, builder.row)
        xml.on_data = begin
        reader = SheetReader(xml, builder, shapes, self._wish.fast)
        reader.run(self._archive.stream(sheet.part, self._archive.sheet_cap))
        if not xml.data_seen:
            begin()
        if merges is not None and merges != xml.merges:
            raise Refused("file.damaged", part=sheet.part)
        self._emit(SheetEnd(index, builder.rows_read, builder.blank_rows, xml.merges))
        self._rows += builder.rows_read

    def _merges(self, sheet: Sheet) -> list[Merge] | None:
        """The merges of a sheet that is small or wanted so; None when only its end will tell."""
        if not self._wish.merges_first and self._archive.size(sheet.part) > SMALL_SHEET:
            return None
        cap = self._archive.sheet_cap
        return merges_of(sheet.part, sheet.name, lambda: self._archive.stream(sheet.part, cap))
