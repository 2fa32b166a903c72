"""What one suspect row is: a record after all, or a sum, a heading, small print, a caption, units."""

from __future__ import annotations

from collections.abc import Sequence

from precursors.intake.folding import phrase
from precursors.intake.headings import AMOUNTS, Meaning, understand, unit_kind
from precursors.intake.layout import LONG, SheetLayout
from precursors.intake.placing import SHIPMENT_NEEDS
from precursors.intake.record import CellLike, Record
from precursors.intake.surroundings import is_hint, is_small_print, surroundings, total_in

BLANK, TOTAL, HEADING, FOOTNOTE = "blank-row", "total-row", "repeated-heading", "footnote"
CANCELLED = "cancelled-row"
CAPTION, UNITS, SECOND_TABLE = "group-row", "units-row", "second-table"

_MOST = 0.7

_PARTIES = frozenset({"operator", "counterparty", "consignee", "carrier", "broker", "notes", "holder", "name", "use"})
_SILENT = frozenset({"unit", "currency", "substance", "cas", "hs", "direction"})
"""Fields that a sum of a group may repeat without being a record."""

_LABELLED = frozenset({"document", "line", "date", "substance", "cas", "hs", "licence"})
"""Fields in which the bare word "total" is never a value, even in a row that seems complete."""

Row = Sequence[tuple[int, CellLike]]
"""The cells of a row that say something, with their grid columns."""


class Table:
    """What of a sheet's layout matters to telling rows apart."""

    def __init__(self, layout: SheetLayout, record: Record) -> None:
        self.kind = record.kind
        self.field_of = {each.column: each.field for each in layout.placed}
        self.heads: dict[int, set[str]] = {}
        self.meanings: dict[int, set[Meaning]] = {}
        """What the heading of a column, or a part of it, means."""
        for column, heading in layout.headings:
            parts = (heading, *heading.split(" / "))
            self.heads[column] = {phrase(part) for part in parts}
            self.meanings[column] = {understand(part, record.kind) for part in parts}
        self.width = len(layout.headings)
        self.dates = self._columns({"date"})
        self.substances = self._columns({"substance", "cas", "hs"})
        self.sums = self._columns(AMOUNTS | {"value", "packages"})
        self.groups = self._groups(record)
        self._needed = frozenset().union(*self.groups)

    def lacks_substance(self, row: Row) -> bool:
        """Whether the row names no substance in any way."""
        return not any(column in self.substances for column, _ in row)

    def lacking(self, row: Row) -> int:
        """How many of a record's needs the row leaves open."""
        filled = {column for column, cell in row if column in self._needed and self._fills(column, cell)}
        return sum(filled.isdisjoint(group) for group in self.groups)

    def _fills(self, column: int, cell: CellLike) -> bool:
        """Whether a cell can be what its column is for; a word in a date column is a label."""
        if cell.kind != "t":
            return True
        return not total_in(cell.text) and (column not in self.dates or any(map(str.isdigit, cell.text)))

    def _groups(self, record: Record) -> list[frozenset[int]]:
        if record.kind == "shipments":
            wanted = [{key for way in ways for key in way} for _, ways in SHIPMENT_NEEDS]
        else:
            wanted = [{each.key} for each in record.fields if each.needed]
        found = [self._columns(keys) for keys in wanted]
        return [group for group in found if group] or [frozenset(self.field_of)]

    def _columns(self, keys: set[str] | frozenset[str]) -> frozenset[int]:
        return frozenset(column for column, key in self.field_of.items() if key in keys)


class RowJudge:
    """Judges single rows of one sheet."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def why(self, row: Row) -> str | None:
        """Why the row is no record; None when it may be one."""
        if not row:
            return BLANK
        lacking = self._table.lacking(row)
        around = self._heading(row) or self._units(row) or self._total(row, lacking) or self._around(row, lacking)
        return around or self._cancelled(row)

    def _cancelled(self, row: Row) -> str | None:
        """A shipment that a column beside the fields says did not take place."""
        if self._table.kind != "shipments":
            return None
        beside = (cell.text for column, cell in row if self._table.field_of.get(column, "notes") == "notes")
        return CANCELLED if any(phrase(text) in surroundings().cancelled for text in beside) else None

    def _heading(self, row: Row) -> str | None:
        texts = [(column, cell.text) for column, cell in row if cell.kind == "t"]
        if len(texts) < 2 or len(texts) < 0.6 * len(row):
            return None
        same = sum(phrase(text) in self._table.heads.get(column, ()) for column, text in texts)
        if same >= 2 and same >= 0.6 * len(row):
            return SECOND_TABLE if any(self._another(column, text) for column, text in texts) else HEADING
        wordy = [text for _, text in texts if not any(map(str.isdigit, text))]
        if len(wordy) < max(3, _MOST * len(row)):
            return None
        known = sum(understand(text, self._table.kind) is not None for text in wordy)
        return SECOND_TABLE if known >= 3 and known >= _MOST * len(row) else None

    def _another(self, column: int, text: str) -> bool:
        """Whether a heading that comes again means something else: another field, or another unit."""
        if phrase(text) in self._table.heads.get(column, ()):
            return False
        meaning = understand(text, self._table.kind)
        return meaning not in self._table.meanings.get(column, ()) and (
            meaning is not None or column in self._table.field_of
        )

    def _units(self, row: Row) -> str | None:
        """Units, hints how to fill, or the numbers of the columns."""
        texts = [cell.text.strip("()[] ") for _, cell in row]
        if all(cell.kind == "t" for _, cell in row) and len(row) > 1:
            telling = [unit_kind(text) is not None or is_hint(text) or text == "%" for text in texts]
            if all(telling):
                return UNITS
        numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
        counted = len(numbers) == len(row) >= max(3, 0.6 * self._table.width)
        return UNITS if counted and numbers == list(range(numbers[0], numbers[0] + len(numbers))) else None

    def _total(self, row: Row, lacking: int) -> str | None:
        for column, cell in row:
            sign = total_in(cell.text) if cell.kind == "t" else None
            if sign is not None and self._sums_up(row, column, sign, lacking):
                return TOTAL
        return TOTAL if self._labelled_numbers(row, lacking) else None

    def _sums_up(self, row: Row, column: int, sign: str, lacking: int) -> bool:
        key = self._table.field_of.get(column)
        if key in _PARTIES and (sign != "certain" or key == "notes"):
            return lacking >= 2
        if sign == "certain":
            return True
        if sign == "whole":
            return lacking > 0 or key in _LABELLED
        others = [
            at for at, cell in row if at != column and cell.kind == "t" and self._table.field_of.get(at) not in _SILENT
        ]
        return lacking >= 2 or (lacking == 1 and not others)

    def _labelled_numbers(self, row: Row, lacking: int) -> bool:
        """One word and sums, without date and substance."""
        texts = [(column, cell.text) for column, cell in row if cell.kind == "t"]
        numbers = [column for column, cell in row if cell.kind == "n"]
        if len(texts) != 1 or not numbers or len(texts) + len(numbers) != len(row) or lacking < 2:
            return False
        column, text = texts[0]
        away = column not in self._table.substances | self._table.sums
        return away and not any(map(str.isdigit, text)) and self._table.sums.issuperset(numbers)

    def _around(self, row: Row, lacking: int) -> str | None:
        """Small print and captions: few cells, no amounts, little of what a record needs."""
        first = row[0][1]
        needs = len(self._table.groups)
        if first.kind != "t" or lacking < min(2, needs) or self._counts(row):
            return None
        if len(row) <= 4 and is_small_print(first.text):
            return FOOTNOTE
        if len(row) == 1:
            return FOOTNOTE if len(first.text) > LONG else CAPTION
        labelled = len(row) == 2 and row[1][1].kind == "t" and understand(first.text, self._table.kind) is not None
        return CAPTION if labelled else None

    def _counts(self, row: Row) -> bool:
        """Whether an amount is stated."""
        amounts = (cell for column, cell in row if column in self._table.sums)
        return any(cell.kind == "n" or any(map(str.isdigit, cell.text)) for cell in amounts)
