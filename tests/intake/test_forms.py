"""Form, sheet and schema of a record have the same fields: all three are made from its description."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from precursors.config.settings import LANGUAGES
from precursors.intake.facing import Face, face
from precursors.intake.forms import form_field, form_for
from precursors.intake.record import Record, headings
from precursors.intake.schema import of_type, schema_of, texts_of
from precursors.intake.types import Choice
from precursors.intake.words import folded
from precursors.licensing.record import LICENCES, OPERATORS
from precursors.trade.record import SHIPMENTS
from precursors.trade.shown import SECTIONS

RECORDS = pytest.mark.parametrize("record", [OPERATORS, LICENCES, SHIPMENTS], ids=lambda record: record.kind)


@RECORDS
@pytest.mark.parametrize("language", LANGUAGES)
def test_form_sheet_and_schema_have_the_same_fields_under_the_same_names(record: Record, language: str) -> None:
    form, schema = form_for(record, language)(), schema_of(record, language)
    fields = [field.key for field in record.fields]

    assert [field.name for field in form] == list(schema["properties"]) == fields
    assert set(headings(record.kind)) == set(fields)
    for key in fields:
        heading = headings(record.kind)[key][language]
        assert form[key].label.text == schema["properties"][key]["title"] == heading
        assert form[key].description == schema["properties"][key]["description"] != ""


@RECORDS
def test_what_every_record_needs_the_schema_demands(record: Record) -> None:
    assert schema_of(record)["required"] == [field.key for field in record.fields if field.needed]


@RECORDS
def test_a_choice_offers_the_same_words_everywhere(record: Record) -> None:
    for field in record.fields:
        if isinstance(field.type, Choice):
            schema = of_type(field.type)
            offered = (schema["items"] if field.type.several else schema)["enum"]
            assert set(offered) == set(field.type.spellings.values())
            if not field.type.several:
                assert [word for word, *_ in form_for(record)()[field.key].iter_choices()] == ["", *offered]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_named_in_the_readers_language_by_a_spelling_the_sheet_reads(language: str) -> None:
    kind = SHIPMENTS["direction"].type

    assert isinstance(kind, Choice)
    for word in kind.words:
        assert kind.spellings[folded(kind.label(word, language))] == word


def test_a_field_type_without_form_or_schema_is_a_fault_not_a_silence() -> None:
    @dataclass(frozen=True)
    class Colour:
        """A type nobody has given a form field."""

    with pytest.raises(TypeError):
        form_field(Colour(), "colour", Face("Colour", "", "en"))
    with pytest.raises(TypeError):
        of_type(Colour())


def test_a_form_gives_back_what_was_typed_and_takes_blame_at_its_fields() -> None:
    form = form_for(SHIPMENTS)(data={"document": "  D-1 ", "notes": "a\r\nb", "line": " "})
    form.validate()

    rest = form.blame([("document", "wrong"), ("nowhere", "also wrong"), (None, "and this")])

    assert form.cells() == {"document": "D-1", "notes": "a\nb"}
    assert form.document.errors == ["wrong"]
    assert rest == ["also wrong", "and this"]


def test_an_unknown_word_that_was_sent_is_still_seen() -> None:
    form = form_for(SHIPMENTS)(data={"direction": "sideways"})

    assert [word for word, _, chosen, _ in form.direction.iter_choices() if chosen] == ["sideways"]
    assert form.cells() == {"direction": "sideways"}


def test_a_document_of_the_schema_reads_as_the_texts_of_a_form() -> None:
    assert texts_of({"number": "L-1", "activities": ["import", "export"], "notes": " "}) == {
        "number": "L-1",
        "activities": "import, export",
    }


def test_the_sections_of_a_shipments_form_hold_each_field_once() -> None:
    placed = [key for _, keys in SECTIONS for key in keys]

    assert sorted(placed) == sorted(field.key for field in SHIPMENTS.fields)
    assert face(SHIPMENTS, SHIPMENTS["date"], "es").label
