"""Cells put right without touching the file: what a person typed lies over the cells that were read.

A correction names sheet, row and field, not a column, so it also reaches a field that the sheet does not have. Its text
is read as if it had been typed into the sheet, under the same convention.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from precursors.exchange.sheets import Recognised
from precursors.intake.grid import ColumnLike, MadeColumn, PlainCell, with_columns
from precursors.intake.placing import Placed
from precursors.intake.record import headings

Corrections = Mapping[str, Mapping[int, Mapping[str, str]]]
"""Sheet to row to field to the text that stands there now; an empty text empties the cell."""


def mended(found: Recognised, corrections: Corrections, kind: str) -> Recognised:
    """The block with the corrections of its rows: a column of their own, which goes before what was read."""
    own = corrections.get(found.name)
    rows = {at: own[row] for at, row in enumerate(found.block.rows) if row in own} if own else {}
    if not rows:
        return found
    columns, placed = list(found.block.columns), list(found.placed)
    for field in sorted({field for texts in rows.values() for field in texts}):
        texts = {at: told[field].strip() for at, told in rows.items() if field in told}
        _lay(columns, placed, field, texts, kind)
    return found._replace(block=with_columns(found.block, columns), placed=tuple(placed))


def _lay(columns: list[ColumnLike], placed: list[Placed], field: str, texts: Mapping[int, str], kind: str) -> None:
    """Empty the corrected rows in copies of the field's columns, and put a column with the new texts before them."""
    first = next((place for place in placed if place.field == field), None)
    for at, place in enumerate(placed):
        if place.field == field and place.column < len(columns):
            placed[at] = place._replace(column=len(columns))
            columns.append(_emptied(columns[place.column], texts))
    heading = first.heading if first else headings(kind)[field]["en"]
    placed.insert(0, Placed(len(columns), field, heading, first.unit if first else None))
    columns.append(_written(len(columns[0].codes), texts))


def _emptied(column: ColumnLike, rows: Mapping[int, str]) -> MadeColumn:
    made = MadeColumn(column)
    for at in rows:
        made.codes[at] = 0
    return made


def _written(rows: int, texts: Mapping[int, str]) -> MadeColumn:
    made = MadeColumn.empty(rows)
    for at, text in texts.items():
        made.codes[at] = made.code_of(PlainCell("t" if text else "", text))
    return made


def as_document(corrections: Corrections) -> bytes:
    """Corrections as the bytes that are kept with the act: one JSON document, always spelt the same."""
    plain: dict[str, Any] = {
        sheet: {str(row): dict(rows[row]) for row in sorted(rows)} for sheet, rows in corrections.items()
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def read_corrections(text: str) -> dict[str, dict[int, dict[str, str]]]:
    """Corrections from their JSON."""
    return {sheet: {int(row): told for row, told in rows.items()} for sheet, rows in json.loads(text).items()}


def kept_file(corrections: Corrections, folder: Path) -> Path:
    """Corrections in a file of their own in `folder`, for the store of documents to take."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"corrections.{os.getpid()}.json"
    path.write_bytes(as_document(corrections))
    return path
