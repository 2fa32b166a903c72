"""What a person typed into a form, as the cells of one row: read by the same field types that read every sheet."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from precursors.intake.drafts import Fields
from precursors.intake.forms import ISO_DAY
from precursors.intake.placing import Placed
from precursors.intake.record import Record
from precursors.intake.types import Day
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.workbooks.blocks import Block, Column

Cell = tuple[str, str]
"""Kind (n number, d day, t text) and exact text of a cell."""

_SHAPES = [("", "", False), ("n", "", False), ("d", "", False), ("t", "", False)]
_SHAPE = {"n": 1, "d": 2, "t": 3}
_NOTHING: Cell = ("t", "")


def typed(record: Record, texts: Mapping[str, str]) -> dict[str, Cell]:
    """What a person typed, as cells: a day year-month-day is a day, everything else the text it is."""
    days = {field.key for field in record.fields if isinstance(field.type, Day)}
    return {key: ("d" if key in days and ISO_DAY.fullmatch(text) else "t", text) for key, text in texts.items() if text}


def as_row(record: Record, cells: Mapping[str, Cell], row: int = 1) -> tuple[Block, list[Placed]]:
    """One row of cells as a block the judge can read, and where its fields stand: every field has its column."""
    columns, placed = [], []
    for at, field in enumerate(record.fields):
        kind, text = cells.get(field.key, _NOTHING)
        filled = [text] if text else []
        columns.append(Column(array("H", [len(filled)]), ["", *filled], [0, *(_SHAPE[kind] for _ in filled)], _SHAPES))
        placed.append(Placed(at, field.key, field.key))
    return Block(0, array("I", [row]), columns, [], 0), placed


@dataclass(frozen=True, slots=True)
class Draft:
    """One form, read: what each field means, what it says, and what is wrong with it."""

    values: Mapping[str, Any]
    stated: Mapping[str, str | None]
    problems: tuple[Problem, ...]


def drafted(record: Record, texts: Mapping[str, str], convention: Convention) -> Draft:
    """Read the texts of a form by the types of its fields; a needed field that is empty is a problem."""
    block, placed = as_row(record, typed(record, texts))
    fields = Fields(record, placed, block.columns, convention)
    values = {field.key: fields[field.key].values()[0] for field in record.fields}
    stated = {field.key: fields[field.key].texts()[0] for field in record.fields}
    found = [trouble.problem for _, trouble in fields.troubles("", [1])]
    told = {each.field for each in found}
    needed = (each.key for each in record.fields if each.needed)
    # A day typed year-month-day is a day and keeps no text of its own.
    missing = [problem("field.missing", key) for key in needed if not stated[key] and values[key] is None]
    return Draft(values, stated, (*found, *(each for each in missing if each.field not in told)))
