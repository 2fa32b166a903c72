"""Recognise the layout of a workbook: which sheets hold records, where their headings stand, what they mean.

What is clear is taken, what is not is asked for with a proposal, and nothing is guessed in silence: a column
nobody understands stays a note and is reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from precursors.intake.bare_tables import bare_table
from precursors.intake.folding import phrase
from precursors.intake.grid import SheetLike, Top, letter
from precursors.intake.heading_rows import HeadingCell, HeadingRows, find, read_at
from precursors.intake.mapping import ColumnMapping, Target, apply
from precursors.intake.placing import LIKELY, Placed, Placing, Samples, Unsure, missing, place
from precursors.intake.record import Record
from precursors.intake.surroundings import direction_in, is_lookup_name, is_small_print, total_in
from precursors.intake.titles import Title, multiplied, titles
from precursors.problems import Problem, problem

SAMPLE_ROWS = 8

LONG = 60
"""Characters; a longer text alone in a row is small print, not the caption of a group."""

CAPTIONS = Placed(-1, "substance", "")
"""Stands for the captions of groups, to see what is missing."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """How one sheet of records is laid out. Rows count from 1, columns from 0 (A)."""

    index: int
    name: str
    first_row: int
    """The row below the headings; records begin here or later."""

    last_heading_row: int
    placed: tuple[Placed, ...]
    unknown: tuple[tuple[int, str], ...]
    """Columns kept as notes: column and heading."""

    direction: str | None
    """What the sheet's name, or a title, says of all its rows; None also where a column says it."""

    signature: str
    """The same for every sheet with the same headings, whatever their order or place."""

    headings: tuple[tuple[int, str], ...] = ()
    """Every heading with its column; two rows are joined by " / "."""

    titles: tuple[Title, ...] = ()
    """What titles above the table give to every row."""
    multiplied: str | None = None
    """The title by which the amounts are not what their cells say, but thousands of it."""

    captioned: bool = False
    """Whether the captions of groups name the substance of their rows, and no column does."""

    def column_of(self, key: str) -> int | None:
        """The first column that holds a field in every row."""
        return next((each.column for each in self.placed if each.field == key and each.when is None), None)


@dataclass(frozen=True, slots=True)
class IgnoredSheet:
    """A sheet that holds no records, and why: lookup-sheet, empty-sheet, not-mapped."""

    index: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A workbook wholly recognised."""

    sheets: tuple[SheetLayout, ...]
    ignored: tuple[IgnoredSheet, ...]
    convention: str | None = None
    """The convention a mapping names."""


@dataclass(frozen=True, slots=True)
class NeedsMapping:
    """A person must say what some columns are."""

    proposal: Mapping[str, Any]
    """The mapping as far as it is understood, in the form in which it is handed in.

    Columns whose field depends on the row's direction are left out: no mapping can say that, and what a
    mapping leaves out is read as recognised.
    """

    unsure: tuple[Unsure, ...]
    missing: tuple[str, ...]
    """Needs no column fills: date, substance, quantity, unit, or a field's key."""

    signature: str
    multiplied: str | None = None
    """As of a layout: no answer of a person makes such a sheet one that can be taken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One sheet as first looked at."""

    sheet: SheetLike
    top: Top
    found: HeadingRows
    placing: Placing
    direction: str | None
    titles: tuple[Title, ...]

    @property
    def complete(self) -> bool:
        """Whether every field a record cannot do without has its column."""
        return not self.placing.missing

    @property
    def settled(self) -> bool:
        """Whether nothing is left that a person must say."""
        return self.complete and not self.placing.unsure


Sheets = Sequence[tuple[SheetLike, Top]]


def recognise(
    sheets: Sheets,
    record: Record,
    mapping: ColumnMapping | None = None,
    remembered: Mapping[str, ColumnMapping] | None = None,
) -> Layout | NeedsMapping | Problem:
    """The layout of a workbook from the first rows of each of its sheets.

    `mapping` is what a person handed in with the file; `remembered` are mappings confirmed earlier, by
    signature.
    Problems: `layout.no-records`, `layout.no-headings`, `mapping.*`.
    """
    if mapping is not None and mapping.sheet is not None and mapping.sheet not in [s.name for s, _ in sheets]:
        return problem("mapping.no-such-sheet", sheet=mapping.sheet)
    seen: list[Seen] = []
    ignored: list[IgnoredSheet] = []
    for sheet, top in sheets:
        looked = _look(sheet, top, record, mapping)
        if isinstance(looked, Seen):
            seen.append(looked)
        else:
            ignored.append(IgnoredSheet(sheet.sheet, sheet.name, looked))
    if mapping is not None:
        return _mapped(seen, ignored, record, mapping)
    seen = [_recalled(each, record, remembered or {}) for each in seen]
    return _judged(seen, ignored, sheets, record)


def signature(kind: str, found: HeadingRows) -> str:
    """What a layout is remembered by: its headings, folded, in no order."""
    folded = sorted(phrase(cell.text) or cell.text for cell in found.cells)
    return hashlib.sha256(json.dumps([kind, folded], ensure_ascii=False).encode()).hexdigest()[:32]


def _look(sheet: SheetLike, top: Top, record: Record, mapping: ColumnMapping | None) -> Seen | str:
    """A first look at one sheet, or why it holds nothing."""
    if not any(cell.kind for _, cells in top for cell in cells):
        return "empty-sheet"
    found = None
    if mapping is None:
        found = find(top, sheet.merges, record.kind)
    elif mapping.sheet in (None, sheet.name):
        found = with_bare(_where_mapped(sheet, top, record.kind, mapping), top)
    else:
        return "not-mapped"
    return look_at(sheet, top, found, record) if found is not None else "lookup-sheet"


def _where_mapped(sheet: SheetLike, top: Top, kind: str, mapping: ColumnMapping) -> HeadingRows | None:
    """The heading rows a mapping speaks of: those it names, else where most of its headings stand."""
    if mapping.heading_rows is not None:
        return read_at(top, mapping.heading_rows, sheet.merges, kind)
    wanted = {phrase(heading) for heading in mapping.columns}
    found = find(top, sheet.merges, kind)
    rows = [read_at(top, (number,), sheet.merges, kind) for number, _ in top]
    choices = [each for each in (found, *rows) if each is not None]
    counted = [(len(wanted & {phrase(name) for name in each.keys()}), each) for each in choices]  # noqa: SIM118 - not a dict
    best = max(counted, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] > 0 else None


def with_bare(found: HeadingRows | None, top: Top) -> HeadingRows | None:
    """The headings, with a name such as "[F]" for each column that has values but no heading."""
    if found is None:
        return None
    have = {cell.column for cell in found.cells}
    used = {c for number, cells in top if number > found.rows[-1] for c, cell in enumerate(cells) if cell.kind}
    bare = tuple(HeadingCell(column, f"[{letter(column)}]", None) for column in sorted(used - have))
    return replace(found, cells=tuple(sorted((*found.cells, *bare), key=lambda cell: cell.column)))


def look_at(sheet: SheetLike, top: Top, found: HeadingRows, record: Record) -> Seen:
    """A sheet with these headings as far as they and what stands around them tell."""
    above = [cell.text for number, cells in top if number < found.rows[0] for cell in cells if cell.kind == "t"]
    direction = direction_in(sheet.name) or _one(map(direction_in, above)) or _from_dates(found)
    above_all = titles(top, found.rows[0], record.kind)
    told = [each.placed for each in above_all]
    if _begins_with_caption(top, found):
        told.append(CAPTIONS)
    placing = place(found.cells, record, direction, _samples(top, found), told)
    if placing.has("direction"):
        direction = None
    return Seen(sheet, top, found, placing, direction, above_all)


def _begins_with_caption(top: Top, found: HeadingRows) -> bool:
    """Whether a lone short text, neither a sum nor small print, stands right under headings of several columns."""
    below = next((cells for number, cells in top if number > found.rows[-1]), ())
    said = [cell for cell in below if cell.kind and cell.text.strip()]
    if len(said) != 1 or len(found.cells) < 2 or said[0].kind != "t":
        return False
    text = said[0].text
    return len(text) <= LONG and total_in(text) is None and not is_small_print(text) and any(map(str.isalpha, text))


def _from_dates(found: HeadingRows) -> str | None:
    """A heading such as "Date of import" speaks for all rows."""
    dates = (cell.text for cell in found.cells if getattr(cell.meaning, "field", None) == "date")
    return _one(map(direction_in, dates))


def _one(ways: Iterable[str | None]) -> str | None:
    found = {way for way in ways if way is not None}
    return found.pop() if len(found) == 1 else None


def _samples(top: Top, found: HeadingRows) -> Samples:
    below = [cells for number, cells in top if number > found.rows[-1]][:SAMPLE_ROWS]
    width = max(map(len, below), default=0)
    return Samples({c: [cells[c] for cells in below if c < len(cells)] for c in range(width)})


def _recalled(seen: Seen, record: Record, remembered: Mapping[str, ColumnMapping]) -> Seen:
    """The sheet with the mapping confirmed for its layout, where there is one that still fits."""
    known = remembered.get(signature(record.kind, seen.found))
    if known is None:
        return seen
    laid = apply(known.anywhere(), seen.found, record, seen.placing, _samples(seen.top, seen.found))
    return seen if isinstance(laid, Problem) else replace(seen, placing=laid)


def _mapped(
    seen: Sequence[Seen], ignored: list[IgnoredSheet], record: Record, mapping: ColumnMapping
) -> Layout | Problem:
    """The layout as a person's mapping says; on sheets it does not fit nothing is read."""
    done: list[SheetLayout] = []
    failures: list[Problem] = []
    for each in seen:
        laid = apply(mapping, each.found, record, each.placing, _samples(each.top, each.found))
        if isinstance(laid, Problem):
            failures.append(laid)
            ignored.append(IgnoredSheet(each.sheet.sheet, each.sheet.name, "not-mapped"))
        else:
            done.append(_layout(replace(each, placing=laid), record.kind))
    if done:
        return Layout(tuple(done), tuple(sorted(ignored, key=lambda one: one.index)), mapping.convention)
    if failures:
        return failures[0]
    if mapping.heading_rows is not None:
        where = mapping.sheet or ", ".join(each.name for each in ignored)
        return problem("mapping.no-such-rows", sheet=where, rows=mapping.heading_rows[0])
    return problem("mapping.no-such-heading", heading=next(iter(mapping.columns)))


def _judged(
    seen: Sequence[Seen], ignored: list[IgnoredSheet], sheets: Sheets, record: Record
) -> Layout | NeedsMapping | Problem:
    complete = [each for each in seen if each.complete]
    named = [each for each in complete if not is_lookup_name(each.sheet.name)] or complete
    doubtful = [each for each in seen if not each.complete and _asks(each, named)]
    for each in (*named, *doubtful):
        if not each.settled:
            return _asked(each, record)
    if named:
        rest = [IgnoredSheet(s.sheet.sheet, s.sheet.name, "lookup-sheet") for s in seen if s not in named]
        everything = sorted((*ignored, *rest), key=lambda one: one.index)
        return Layout(tuple(_layout(each, record.kind) for each in named), tuple(everything))
    return _nothing(seen, sheets, record)


def _asks(seen: Seen, complete: Sequence[Seen]) -> bool:
    """Whether a sheet that lacks something may still hold records, rather than a list or a summary."""
    if is_lookup_name(seen.sheet.name):
        return False
    return not complete or (seen.placing.has("date") and len(seen.placing.missing) == 1)


def _nothing(seen: Sequence[Seen], sheets: Sheets, record: Record) -> NeedsMapping | Problem:
    """No sheet is clear: perhaps one has a table whose columns a person can name."""
    if seen:
        return _asked(max(seen, key=lambda each: each.found.score), record)
    for sheet, top in sheets:
        if is_lookup_name(sheet.name):
            continue
        found = find(top, sheet.merges, record.kind, loose=True) or with_bare(bare_table(top, record.kind), top)
        if found is not None:
            return _asked(look_at(sheet, top, found, record), record)
    return without_headings(sheet.name for sheet, _ in sheets)


def without_headings(sheets: Iterable[str]) -> Problem:
    """No sheet has a table. The only one of a text file has no name to tell."""
    named = ", ".join(filter(None, sheets))[:120]
    return problem("layout.no-records", sheets=named) if named else problem("layout.no-headings")


def _asked(seen: Seen, record: Record) -> NeedsMapping | Problem:
    """What a person is asked about a sheet; a problem where its columns are too few for any answer."""
    lacking = [each for each in missing(seen.placing.told, record, _samples(seen.top, seen.found)) if each != "unit"]
    columns = len(seen.found.cells)
    if columns < len(lacking):
        told = ", ".join(each for each in seen.placing.missing if each != "unit")
        return problem("layout.too-few-columns", sheet=seen.sheet.name or "1", columns=columns, missing=told)
    return _needs_mapping(seen, record.kind)


def _needs_mapping(seen: Seen, kind: str) -> NeedsMapping:
    columns: dict[str, Target] = {}
    sure = {each.column: each for each in reversed(seen.placing.placed)}
    unsure = {each.column: each for each in seen.placing.unsure}
    used = {each.field for each in sure.values()}
    for cell, name in zip(seen.found.cells, seen.found.keys(), strict=True):
        placed = sure.get(cell.column)
        if placed is not None and placed.when is not None:
            continue
        if placed is not None:
            columns[name] = Target(placed.field, placed.unit)
            continue
        near = unsure[cell.column].candidates if cell.column in unsure else ()
        likely = [each for each in near if each.field not in used and each.score >= LIKELY]
        columns[name] = Target(likely[0].field, likely[0].unit) if likely else Target(None)
        used.update(each.field for each in likely[:1])
    proposal = ColumnMapping(columns, seen.sheet.name, seen.found.rows).as_json()
    told = multiplied(seen.top, seen.found.rows[0], kind)
    return NeedsMapping(proposal, tuple(seen.placing.unsure), seen.placing.missing, signature(kind, seen.found), told)


def _unit_apart(title: Title, seen: Seen) -> bool:
    """Whether a title says a unit although the headings of amounts do."""
    return title.field == "unit" and any(each.field == "quantity" and each.unit for each in seen.placing.placed)


def _layout(seen: Seen, kind: str) -> SheetLayout:
    last = seen.found.rows[-1]
    return SheetLayout(
        index=seen.sheet.sheet,
        name=seen.sheet.name,
        first_row=last + 1,
        last_heading_row=last,
        placed=tuple(seen.placing.placed),
        unknown=tuple(sorted(seen.placing.unknown)),
        direction=None if any(each.field == "direction" for each in seen.placing.placed) else seen.direction,
        signature=signature(kind, seen.found),
        headings=tuple((cell.column, cell.text) for cell in seen.found.cells),
        titles=tuple(each for each in seen.titles if not seen.placing.has(each.field) and not _unit_apart(each, seen)),
        multiplied=multiplied(seen.top, seen.found.rows[0], kind),
        captioned=CAPTIONS in seen.placing.told and not any(map(seen.placing.has, ("substance", "cas", "hs"))),
    )
