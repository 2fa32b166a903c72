"""Empty workbooks to fill in: headings in the reader's language, hints, lists, help."""

from __future__ import annotations

from pathlib import Path

from precursors import __version__
from precursors.i18n.catalogue import text
from precursors.intake.facing import face
from precursors.intake.record import Field, Record, headings
from precursors.intake.types import Amount, Choice, Day
from precursors.workbooks.template import TemplateColumn, TemplateWords, write_template

UNITS = ("kg", "g", "mg", "t", "L", "mL", "m3", "drums", "bags", "bottles", "tablets")
"""Units offered in a list; any unit of the vocabulary is accepted."""


def template(record: Record, out: Path, language: str) -> None:
    """Write an empty workbook of a kind to `out`, whole or not at all."""
    known = headings(record.kind)
    lists = {field.key: _choices(field) for field in record.fields if _choices(field)}
    columns = [
        TemplateColumn(
            field.key,
            known[field.key].get(language) or known[field.key]["en"],
            face(record, field, language).hint,
            field.key if field.key in lists else "",
            field.needed,
            _format(field),
        )
        for field in record.fields
    ]
    help_lines = text("hints", f"{record.kind}.help", language).split("\n")
    words = TemplateWords(
        text("words", "help-sheet", language),
        text("words", "lists-sheet", language),
        text("words", "not-in-list", language),
    )
    waiting = out.with_name(out.name + ".part")
    try:
        with waiting.open("wb") as file:
            write_template(
                file,
                record.kind.capitalize(),
                columns,
                help_lines=help_lines,
                lists=lists,
                stamp=f"{record.kind}/{language}/{__version__}",
                words=words,
            )
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)


def _choices(field: Field) -> tuple[str, ...]:
    if isinstance(field.type, Choice) and not field.type.several:
        return tuple(sorted(set(field.type.spellings.values())))
    return UNITS if field.key == "unit" else ()


def _format(field: Field) -> str:
    if isinstance(field.type, Day):
        return "yyyy-mm-dd"
    return "General" if isinstance(field.type, Amount) else "@"
