"""A mapping: a person's word on which column holds which field. Read, checked, written, laid on a sheet.

Its form is `{"sheet", "heading_rows", "columns": {"<heading>": {"field", "unit"}}, "convention"}`. `sheet`
null is every data sheet; `heading_rows` null is wherever the headings are found, [] says that the table has none;
`field` null keeps a column as a note; headings that occur twice carry their column's letter, "Weight [F]", columns
without heading are "[F]".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from precursors.intake.folding import phrase
from precursors.intake.goods_headings import goods_in
from precursors.intake.heading_rows import NO_HEADINGS, HeadingRows
from precursors.intake.placing import Placed, Placing, Samples, missing
from precursors.intake.record import Record
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention_names

_PARTS = ("sheet", "heading_rows", "columns", "convention")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: a field (None keeps it as a note) and the unit of its numbers."""

    field: str | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A mapping that has been read and checked against the record."""

    columns: Mapping[str, Target]
    sheet: str | None = None
    heading_rows: tuple[int, ...] | None = None
    convention: str | None = None

    def anywhere(self) -> ColumnMapping:
        """The same columns for any sheet and row: how a mapping is remembered for a layout."""
        return ColumnMapping(self.columns, None, None, self.convention)

    def as_json(self) -> dict[str, Any]:
        """The form in which a mapping is proposed, sent and kept."""
        return {
            "sheet": self.sheet,
            "heading_rows": None if self.heading_rows is None else [row for row in self.heading_rows if row],
            "columns": {heading: {"field": to.field, "unit": to.unit} for heading, to in self.columns.items()},
            "convention": self.convention,
        }


def read_mapping(text: str, record: Record) -> ColumnMapping | Problem:
    """The mapping in a JSON text, or the first thing that is wrong with it."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        return problem("mapping.not-json", detail=str(error)[:120])
    return check_mapping(raw, record)


def check_mapping(raw: object, record: Record) -> ColumnMapping | Problem:
    """The mapping in a decoded JSON value, or the first thing that is wrong with it."""
    if not isinstance(raw, dict) or not isinstance(raw.get("columns"), dict) or not raw["columns"]:
        return problem("mapping.no-columns")
    if strange := sorted(set(map(str, raw)) - set(_PARTS)):
        return problem("mapping.strange-part", part=strange[0])
    sheet, name = raw.get("sheet"), raw.get("convention")
    if sheet is not None and not isinstance(sheet, str):
        return problem("mapping.bad-sheet", value=_shown(sheet))
    if name is not None and name not in convention_names():
        return problem("mapping.no-such-convention", value=_shown(name))
    rows = _rows(raw.get("heading_rows"))
    columns = _columns(raw["columns"], record)
    if isinstance(rows, Problem):
        return rows
    return columns if isinstance(columns, Problem) else ColumnMapping(columns, sheet, rows, name)


def apply(
    mapping: ColumnMapping, found: HeadingRows, record: Record, placing: Placing, samples: Samples
) -> Placing | Problem:
    """Lay a mapping over what was recognised: its columns as it says, the others as they were.

    `placing` is the sheet as recognised without the mapping. A heading the sheet lacks is a problem, so is a
    field given twice or a need that stays unfilled.
    """
    targets = _targets(mapping, found)
    if isinstance(targets, Problem):
        return targets
    laid = Placing(told=placing.told)
    taken = {to.field for to in targets.values() if to.field is not None}
    laid.placed = [each for each in placing.placed if each.column not in targets and each.field not in taken]
    kept = {each.column for each in laid.placed}
    for cell, name in zip(found.cells, found.keys(), strict=True):
        to = targets.get(cell.column)
        if to is not None and to.field is not None:
            laid.placed.append(Placed(cell.column, to.field, cell.text, to.unit))
        elif cell.column not in kept:
            laid.unknown.append((cell.column, name))
    laid.placed.sort(key=lambda each: (each.column, each.field))
    laid.missing = missing([*laid.placed, *laid.told], record, samples)
    if laid.missing:
        return problem("mapping.incomplete", missing=", ".join(laid.missing))
    return laid


def _targets(mapping: ColumnMapping, found: HeadingRows) -> dict[int, Target] | Problem:
    """Column to target, for each heading the mapping names."""
    names = dict(zip(found.keys(), found.cells, strict=True))
    folded: dict[str, list[int]] = {}
    for name, cell in names.items():
        folded.setdefault(phrase(name), []).append(cell.column)
    targets: dict[int, Target] = {}
    for heading, to in mapping.columns.items():
        columns = [names[heading].column] if heading in names else folded.get(phrase(heading), [])
        if len(columns) != 1:
            code = "mapping.twice-on-sheet" if columns else "mapping.no-such-heading"
            return problem(code, heading=heading)
        targets[columns[0]] = to
    return targets


def _columns(raw: Mapping[object, object], record: Record) -> dict[str, Target] | Problem:
    known = {each.key for each in record.fields}
    columns: dict[str, Target] = {}
    given: dict[str, str] = {}
    for heading, entry in raw.items():
        name = str(heading)
        to = _target(name, entry, known)
        if isinstance(to, Problem):
            return to
        if to.field is not None and to.field in given and not (to.field == "quantity" and goods_in(name, record.kind)):
            return problem("mapping.field-twice", to.field, one=given[to.field], other=name)
        if to.field is not None:
            given[to.field] = name
        columns[name] = to
    return columns


def _target(heading: str, entry: object, known: set[str]) -> Target | Problem:
    if not isinstance(entry, dict) or "field" not in entry or set(entry) - {"field", "unit"}:
        return problem("mapping.bad-column", heading=heading)
    key, unit = entry["field"], entry.get("unit")
    if key is not None and (not isinstance(key, str) or key not in known):
        return problem("mapping.no-such-field", heading=heading, value=_shown(key))
    if unit is not None and (not isinstance(unit, str) or not unit.strip()):
        return problem("mapping.bad-unit", heading=heading, value=_shown(unit))
    return Target(key, unit)


def _rows(raw: object) -> tuple[int, ...] | Problem | None:
    if raw is None:
        return None
    if raw == []:
        return NO_HEADINGS
    numbers: Sequence[object] = raw if isinstance(raw, list) else ()
    rows = tuple(each for each in numbers if isinstance(each, int) and not isinstance(each, bool) and each > 0)
    apart = rows != tuple(range(rows[0], rows[0] + len(rows))) if rows else True
    if len(rows) != len(numbers) or len(rows) > 3 or apart:
        return problem("mapping.bad-rows", value=_shown(raw))
    return rows


def _shown(value: object) -> str:
    return str(value)[:60]
