"""From a reader's stream of sheets and blocks to blocks of records: layout recognised, non-records sifted out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from precursors.exchange.exactness import as_kept, is_marked, mark_column
from precursors.intake.grid import BlockLike, cell_of
from precursors.intake.headings import learn
from precursors.intake.layout import Layout, NeedsMapping, SheetLayout, recognise, without_headings
from precursors.intake.mapping import ColumnMapping
from precursors.intake.placing import Placed
from precursors.intake.record import Record
from precursors.intake.rows import Sieve
from precursors.intake.spreading import goods_columns, parts
from precursors.intake.surroundings import is_lookup_name
from precursors.intake.turning import turned, turned_merge
from precursors.intake.types import Amount
from precursors.problems import Problem, problem
from precursors.workbooks.blocks import Block, Cell, SheetEnd, SheetStart

TOP = 30
"""Rows within which headings must begin."""

PARTED = " / "
"""Between the name of a sheet and the heading of one of its columns, where each of several is read by itself.

No spreadsheet program lets the name of a sheet have a slash.
"""

MOST_IGNORED = 10_000
"""Ignored rows that are told one by one."""


class Ignored(NamedTuple):
    """A row or a whole sheet that was not taken as records, and why."""

    sheet: str
    row: int | None
    why: str


class Recognised(NamedTuple):
    """A block of records and what its columns mean."""

    name: str
    block: BlockLike
    placed: Sequence[Placed]
    unknown: Sequence[tuple[int, str]]
    direction: str | None
    keep: Sequence[bool] | None


class Top(NamedTuple):
    """How a sheet begins: the last heading row, the first rows as they stand, the merges."""

    last_heading_row: int
    rows: list[tuple[int, list[Cell]]]
    merges: Sequence[tuple[int, int, int, int]]


class Head(NamedTuple):
    """The first rows of a data sheet, whatever it holds: what a person names its columns by."""

    sheet: SheetStart
    rows: list[tuple[int, list[Cell]]]


class Warned(NamedTuple):
    """Something a person should know about a sheet."""

    code: str
    sheet: str
    row: int | None


class Sheets:
    """The sheets of one file, recognised as they come."""

    def __init__(
        self,
        record: Record,
        mapping: ColumnMapping | None,
        only: str | None,
        remembered: Mapping[str, ColumnMapping] | None = None,
    ) -> None:
        self.record, self.mapping, self.only, self.remembered = record, mapping, only, remembered
        self.ignored: list[Ignored] = []
        self.warnings: list[Warned] = []
        self.names: list[str] = []
        self.tops: dict[str, Top] = {}
        """First rows of each sheet of records, as they stand in the file."""
        self.heads: list[Head] = []
        """How every data sheet begins, those that are not read too."""
        self.columns: dict[tuple[str, str], str] = {}
        """Sheet and field to the heading of the column that holds it."""
        self._read: list[SheetLayout] = []
        self._asking: list[tuple[SheetStart, NeedsMapping]] = []
        self._failures: list[Problem] = []
        self._void: list[Problem] = []
        """What is wrong with one sheet and lets none of the file be taken: its rows would be wrong records."""
        learn(record.kind)

    @property
    def signatures(self) -> list[str]:
        """What the layouts of the sheets of records are remembered by."""
        return [layout.signature for layout in self._read]

    def records(self, events: Iterable[Any]) -> Iterator[Recognised | Problem]:
        """Blocks of records in the order of the file; a Problem ends it, and all before is void."""
        sheet: SheetStart | None = None
        sieve: Sieve | None = None
        for event in events:
            if isinstance(event, Problem):
                yield event
                return
            if isinstance(event, SheetStart):
                sheet, sieve = event, None
                self._begin(event)
                fresh = True
            elif isinstance(event, Block) and sheet is not None:
                if fresh:
                    self.heads.append(Head(sheet, _top(event)))
                    fresh = False
                    if self._wanted(sheet):
                        sheet, event = self._upright(sheet, event)
                        sieve = self._recognise(sheet, event)
                if sieve is not None:
                    yield from self._sifted(sheet, sieve, event)
            elif isinstance(event, SheetEnd) and sieve is not None and event.blank_rows:
                self._ignore(Ignored(self.names[-1], None, "blank-rows"))

    def verdict(self) -> tuple[Problem | None, dict[str, Any] | None]:
        """Why nothing can be read, and, where a person can help, the mapping to confirm."""
        if self.only is not None and self.only not in self.names:
            return problem("mapping.no-such-sheet", sheet=self.only), None
        doubtful = [(sheet, asked) for sheet, asked in self._asking if self._asks(sheet, asked)]
        void = [*self._void, *(_multiplied(sheet, asked.multiplied) for sheet, asked in doubtful if asked.multiplied)]
        if void:
            return void[0], None
        if doubtful:
            asked = min((asked for _, asked in doubtful), key=lambda each: len(each.missing))
            unsure = ", ".join(each.heading for each in asked.unsure) or "-"
            told = problem("layout.needs-mapping", missing=", ".join(asked.missing) or "-", unsure=unsure)
            return told, dict(asked.proposal)
        if self._read:
            return None, None
        return self._failures[0] if self._failures else without_headings(self.names), None

    def _asks(self, sheet: SheetStart, asked: NeedsMapping) -> bool:
        """Beside sheets that are clear, one that lacks much is a list or a summary and not asked about."""
        if not self._read:
            return True
        if is_lookup_name(sheet.name) or (asked.missing and (len(asked.missing) > 1 or "date" in asked.missing)):
            self._ignore(Ignored(sheet.name, None, "lookup-sheet"))
            return False
        return True

    def _wanted(self, sheet: SheetStart) -> bool:
        return self.only is None or sheet.name == self.only

    def _begin(self, sheet: SheetStart) -> None:
        self.names.append(sheet.name)
        if not self._wanted(sheet):
            self._ignore(Ignored(sheet.name, None, "not-chosen"))

    def _upright(self, sheet: SheetStart, block: BlockLike) -> tuple[SheetStart, BlockLike]:
        """The sheet and its first block with the records in rows, which also stand in columns in some."""
        if self._reads(sheet, block) or is_lookup_name(sheet.name) or (over := turned(block)) is None:
            return sheet, block
        merges = None if sheet.merges is None else list(map(turned_merge, sheet.merges))
        other = sheet._replace(hidden_columns=[], merges=merges)
        layout = self._layout(other, over)
        if not isinstance(layout, Layout) or any(each.titles for each in layout.sheets):
            return sheet, block  # what stands above the headings of a turned sheet are columns, and no titles
        self.warnings.append(Warned("sheet.turned", sheet.name, None))
        if sheet.hidden_columns or block.hidden_rows:
            self.warnings.append(Warned("sheet.hidden-columns", sheet.name, None))
        return other, over

    def _reads(self, sheet: SheetStart, block: BlockLike) -> bool:
        """Whether the sheet can be read as it stands."""
        return isinstance(self._layout(sheet, block), Layout)

    def _layout(self, sheet: SheetStart, block: BlockLike) -> Layout | NeedsMapping | Problem:
        return recognise([(sheet, _top(block))], self.record, self.mapping, self.remembered)

    def _recognise(self, sheet: SheetStart, block: BlockLike) -> Sieve | None:
        layout = self._layout(sheet, block)
        if isinstance(layout, Layout):
            for each in layout.ignored:
                self._ignore(Ignored(each.name, None, each.why))
            if not layout.sheets:
                return None
            self._read.append(layout.sheets[0])
            self.columns |= {(sheet.name, put.field): put.heading for put in reversed(layout.sheets[0].placed)}
            self._warn(sheet)
            self.tops[sheet.name] = Top(layout.sheets[0].last_heading_row, _top(block), sheet.merges or [])
            return Sieve(layout.sheets[0], self.record, sheet.merges)
        if isinstance(layout, NeedsMapping):
            self._asking.append((sheet, layout))
        else:
            self._failures.append(layout)
            self._ignore(Ignored(sheet.name, None, "lookup-sheet"))
        return None

    def _warn(self, sheet: SheetStart) -> None:
        layout = self._read[-1]
        if sheet.hidden:
            self.warnings.append(Warned("sheet.hidden", sheet.name, None))
        if set(sheet.hidden_columns) & {each.column for each in layout.placed}:
            self.warnings.append(Warned("sheet.hidden-columns", sheet.name, None))
        if [each for each in layout.unknown if each[0] != mark_column(layout.unknown)]:
            self.warnings.append(Warned("sheet.unknown-columns", sheet.name, layout.last_heading_row))

        if layout.titles:
            self.warnings.append(Warned("sheet.from-title", sheet.name, None))
        if layout.multiplied:
            self._void.append(_multiplied(sheet, layout.multiplied))

    def _sifted(self, sheet: SheetStart, sieve: Sieve, block: BlockLike) -> Iterator[Recognised]:
        layout = self._read[-1]
        mark = mark_column(layout.unknown)
        if mark is not None and is_marked(block, mark):
            block = as_kept(block, self._amounts(layout))
        sifted = sieve.sift(block)
        for row, why in sifted.ignored:
            self._ignore(Ignored(sheet.name, row, why))
        self.warnings += [Warned("sheet.hidden-rows", sheet.name, row) for row in block.hidden_rows]
        if sifted.second_table is not None:
            self._void.append(problem("layout.second-table", sheet=sheet.name, row=sifted.second_table))
        unknown = [each for each in layout.unknown if each[0] != mark]
        goods = goods_columns(sifted.placed, self.record.kind)
        if not goods:
            yield Recognised(sheet.name, sifted.block, sifted.placed, unknown, layout.direction, sifted.keep)
            return
        stated = [False] * len(block.rows)
        for part in parts(sifted.block, sifted.placed, sifted.keep, goods):
            stated = [was or now for was, now in zip(stated, part.keep, strict=True)]
            name = sheet.name + PARTED + part.heading
            self.tops[name] = self.tops[sheet.name]
            self.columns |= {(name, put.field): put.heading for put in reversed(part.placed)}
            yield Recognised(name, part.block, part.placed, unknown, layout.direction, part.keep)
        for at, row in enumerate(block.rows):
            if not stated[at] and (sifted.keep is None or sifted.keep[at]):
                self._ignore(Ignored(sheet.name, row, "nothing-moved"))

    def _amounts(self, layout: SheetLayout) -> set[int]:
        return {each.column for each in layout.placed if isinstance(self.record[each.field].type, Amount)}

    def _ignore(self, ignored: Ignored) -> None:
        if len(self.ignored) < MOST_IGNORED:
            self.ignored.append(ignored)


def _multiplied(sheet: SheetStart, title: str) -> Problem:
    return problem("layout.multiplied", sheet=sheet.name or "1", title=title)


def own_name(name: str) -> str:
    """The name a sheet has in its workbook, where `name` may be that of the part under one of its headings."""
    return name.partition(PARTED)[0]


def _top(block: BlockLike) -> list[tuple[int, list[Cell]]]:
    """The first rows of a block as rows of cells."""
    first = range(min(TOP, len(block.rows)))
    return [(block.rows[at], [Cell(*cell_of(own, own.codes[at])) for own in block.columns]) for at in first]
