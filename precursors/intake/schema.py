"""A record description as JSON Schema 2020-12, for machines: the same fields, types and words as sheet and form."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from precursors.i18n.catalogue import SOURCE
from precursors.intake.facing import face
from precursors.intake.record import Record
from precursors.intake.types import LONGEST, Amount, Choice, Day, Text

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
"""A JSON Schema as plain values."""


def schema_of(record: Record, language: str = SOURCE) -> Schema:
    """The schema of one record as an object of its fields; quantities are texts, never floats."""
    properties: dict[str, Schema] = {}
    for field in record.fields:
        shown = face(record, field, language)
        properties[field.key] = {"title": shown.label, "description": shown.hint} | of_type(field.type)
    return {
        "$schema": DIALECT,
        "title": record.kind,
        "type": "object",
        "properties": properties,
        "required": [field.key for field in record.fields if field.needed],
        "additionalProperties": False,
    }


@singledispatch
def of_type(kind: object) -> Schema:
    """The schema of one field type. Raises TypeError for a type nobody has given one."""
    message = f"{type(kind).__name__} has no schema"
    raise TypeError(message)


@of_type.register
def _(_kind: Text) -> Schema:
    return {"type": "string", "maxLength": LONGEST}


@of_type.register
def _(_kind: Amount) -> Schema:
    return {"type": "string", "maxLength": LONGEST, "examples": ["25", "1.5", "20 x 200 L"]}


@of_type.register
def _(_kind: Day) -> Schema:
    return {"type": "string", "format": "date"}


@of_type.register
def _(kind: Choice) -> Schema:
    one: Schema = {"type": "string", "enum": list(kind.words)}
    return {"type": "array", "items": one, "uniqueItems": True} if kind.several else one


def texts_of(document: dict[str, Any]) -> dict[str, str]:
    """The cells of a document that fits its schema, as a form would hold them: several words joined by a comma."""
    joined = {key: ", ".join(value) if isinstance(value, list) else str(value) for key, value in document.items()}
    return {key: text.strip() for key, text in joined.items() if text.strip()}
