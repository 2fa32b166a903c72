"""What readers see of a field, whether on a form or in a schema: its label and hint in their language."""

from __future__ import annotations

from typing import NamedTuple

from precursors.i18n.catalogue import SOURCE, catalogue
from precursors.intake.record import Field, Record, headings


class Face(NamedTuple):
    """What a reader sees of a field: its label, the hint under it, the language of both."""

    label: str
    hint: str
    language: str


def face(record: Record, field: Field, language: str) -> Face:
    """How a field of a record is shown in a language."""
    labels, key = headings(record.kind)[field.key], f"{record.kind}.{field.key}"
    known = [catalogue(tongue).get("hints", {}) for tongue in (language, SOURCE)]
    hint = next((each[key] for each in known if key in each), "")
    return Face(labels.get(language) or labels[SOURCE], hint, language)
