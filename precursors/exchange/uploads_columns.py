"""What a person is shown when they say which column is which: sheets, headings, samples, what the product thinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from precursors.exchange.uploads_judged import heads_in
from precursors.intake.days import read_day
from precursors.intake.grid import PlainCell, letter
from precursors.intake.heading_rows import HeadingRows, find, read_at
from precursors.intake.headings import Reading
from precursors.intake.layout import NeedsMapping, look_at, recognise, with_bare
from precursors.intake.mapping import ColumnMapping, Target, check_mapping
from precursors.intake.placing import Placing, Unsure
from precursors.intake.record import Record
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention
from precursors.quantities.numbers import Number, read_number

SAMPLES = 5
MOST_KINDS = 3
"""Other kinds that are offered for a file."""

EXAMPLES = ("1.234", "1,234", "1.234,50")
"""Texts by which a person sees how a convention reads numbers."""
EXAMPLE_DAY = "03/04/2026"

Head = tuple[Any, list[tuple[int, list[PlainCell]]]]
"""A data sheet as it starts, and its first rows."""


class Doubt(NamedTuple):
    """Why nobody but a person can say what a column is: `rivals`, `several` or `misspelt`."""

    why: str
    fields: tuple[str, ...]
    """What it may be, likeliest first."""

    others: tuple[str, ...]
    """Letters of the columns that say the same."""


class Column(NamedTuple):
    """One column of the sheet: the name a mapping knows it by, its letter, first values, where it is thought to go."""

    name: str
    letter: str
    samples: list[str]
    field: str | None
    unit: str | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person is asked about one sheet."""

    sheets: list[str]
    sheet: str
    heading_rows: tuple[int, ...]
    columns: list[Column]
    missing: tuple[str, ...] = ()
    """What a record needs and no column fills."""

    @property
    def doubtful(self) -> list[Column]:
        """The columns a person has to decide on."""
        return [each for each in self.columns if each.doubt is not None]


def offer(document: dict[str, Any], record: Record, sheet: str | None, rows: tuple[int, ...] | None) -> Offer | None:
    """The columns of a sheet, the first with headings where none is named; None where nothing looks like headings."""
    heads = heads_in(document)
    names = [start.name for start, _ in heads]
    proposal = document.get("proposal") or {}
    wanted = sheet if sheet in names else proposal.get("sheet")
    rows = rows or (tuple(proposal["heading_rows"]) if not sheet and proposal.get("heading_rows") else None)
    for head in sorted(heads, key=lambda each: each[0].name != wanted):
        found = _headings(head, record, rows)
        if found is not None:
            placing = look_at(head[0], head[1], found, record).placing
            return Offer(names, head[0].name, found.rows, _columns(head, found, placing), placing.missing)
    return None


def kinds_alike(document: dict[str, Any], kind: str, records: Mapping[str, Record]) -> list[str]:
    """Kinds of which the file has more headings than of `kind`, and all that make a record of them; best first."""
    heads = heads_in(document)
    known = {name: _understood(heads, record) for name, record in records.items() if name != kind}
    least = len(_understood(heads, records[kind]))
    better = [name for name, own in known.items() if len(own) > least and set(records[name].core) <= own]
    return sorted(better, key=lambda name: -len(known[name]))[:MOST_KINDS]


def _understood(heads: Sequence[Head], record: Record) -> set[str]:
    """The fields of a record that the headings of the file are, whatever the sheet."""
    found = (find(top, start.merges, record.kind) for start, top in heads)
    cells = (cell for rows in found if rows is not None for cell in rows.cells)
    return {cell.meaning.field for cell in cells if isinstance(cell.meaning, Reading)}


def _headings(head: Head, record: Record, rows: tuple[int, ...] | None) -> HeadingRows | None:
    start, top = head
    if rows:
        return with_bare(read_at(top, rows, start.merges, record.kind), top)
    strict = find(top, start.merges, record.kind)
    return with_bare(strict or find(top, start.merges, record.kind, loose=True), top)


def _columns(head: Head, found: HeadingRows, placing: Placing) -> list[Column]:
    below = [cells for number, cells in head[1] if number > found.rows[-1]]
    width = max(map(len, below), default=0)
    samples = {at: [cells[at] for cells in below if at < len(cells) and cells[at].kind] for at in range(width)}
    targets, doubts = _targets(placing), {each.column: _doubt(each, placing.unsure) for each in placing.unsure}
    made = []
    for cell, name in zip(found.cells, found.keys(), strict=True):
        to = targets.get(cell.column, Target(None))
        texts = list(dict.fromkeys(map(_sample, samples.get(cell.column, ()))))[:SAMPLES]
        made.append(Column(name, letter(cell.column), texts, to.field, to.unit, doubts.get(cell.column)))
    return made


def _doubt(asked: Unsure, unsure: Sequence[Unsure]) -> Doubt:
    """Why a column is asked about: another says the same, it may be several things, or its heading is misspelt."""
    fields = tuple(dict.fromkeys(each.field for each in asked.candidates))
    same = [e.column for e in unsure if e.column != asked.column and {c.field for c in e.candidates} == set(fields)]
    if len(fields) == 1 and same:
        return Doubt("rivals", fields, tuple(map(letter, same)))
    alike = len(fields) > 1 and len({each.score for each in asked.candidates}) == 1
    return Doubt("several" if alike else "misspelt", fields, ())


def _targets(placing: Placing) -> dict[int, Target]:
    sure = {each.column: Target(each.field, each.unit) for each in reversed(placing.placed)}
    used = {to.field for to in sure.values()}
    for asked in placing.unsure:
        likely = next((each for each in asked.candidates if each.field not in used), None)
        if likely is not None and asked.column not in sure:
            sure[asked.column] = Target(likely.field, likely.unit)
            used.add(likely.field)
    return sure


def _sample(cell: PlainCell) -> str:
    return f"{cell.text} {cell.format}".strip()[:60]


def confirmed(raw: Mapping[str, Any], document: dict[str, Any], record: Record) -> ColumnMapping | Problem:
    """The mapping a person has sent, tried on the first rows of the file, or the first thing wrong with it."""
    mapping = check_mapping(raw, record)
    if isinstance(mapping, Problem):
        return mapping
    laid = recognise(heads_in(document), record, mapping)
    if isinstance(laid, NeedsMapping):
        return problem("mapping.incomplete", missing=", ".join(laid.missing) or "-")
    return laid if isinstance(laid, Problem) else mapping


def read_as(name: str) -> list[tuple[str, str | None]]:
    """(text, how a source of this convention means it) of the examples; None where it would have to be asked."""
    own = convention(name)
    figures = [(text, read_number(text, own)) for text in EXAMPLES]
    day = read_day("t", EXAMPLE_DAY, own.dates)
    told: Sequence[tuple[str, str | None]] = [
        (text, f"{figure.value:f}" if isinstance(figure, Number) else None) for text, figure in figures
    ]
    return [*told, (EXAMPLE_DAY, None if isinstance(day, Problem) or day is None else day.isoformat())]
