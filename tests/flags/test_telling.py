"""What a flag says is said in the reader's language: days, amounts, words; no code of the program in a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import precursors.app.registry
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from precursors.flags.telling import because_of, value_told
from precursors.i18n.catalogue import SOURCE, catalogue
from precursors.quantities.codes import ASKS
from tests.flags.test_views import a_flag
from tests.people import an_agency, an_app, signed_in_client

assert precursors.app.registry  # it names the values


def test_a_day_is_written_as_the_reader_writes_it() -> None:
    told = {"why": "expired", "licence": "L-1", "valid_to": "2025-12-31"}

    assert because_of("party-not-licensed", told, "en") == "Licence L-1 had expired on 31 Dec 2025."
    assert "31 dic 2025" in because_of("party-not-licensed", told, "es")
    assert "2025-12-31" not in because_of("party-not-licensed", told, "ar")


def test_an_amount_is_written_as_the_reader_writes_it_and_exact() -> None:
    told = {"licence": "L-1", "beyond": "1646.500000001 kg", "substance": "acetone", "year": "2026-01-01"}

    assert "1,646.500000001 kg" in because_of("over-licence", told, "en")
    assert "1.646,500000001 kg" in because_of("over-licence", told, "es")
    assert "1\xa0646,500000001 кг" in because_of("over-licence", told, "ru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(ASKS))
def test_what_an_amount_lacks_is_said_in_words(language: str, code: str) -> None:
    said = because_of("unresolved-quantity", {"substance": "acetone", "code": code}, language)

    assert code not in said
    assert "lacking" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_directions_kinds_and_substances_of_a_sentence_are_words(language: str) -> None:
    told = {"why": "other", "authorisation": "A-1", "direction": "export", "substance": "acetic-anhydride"}
    told |= {"day": "2026-02-01", "held": "local-purchase acetic-anhydride, import potassium-permanganate"}

    said = because_of("over-authorisation", told, language)

    assert "acetic-anhydride" not in said
    assert "potassium-permanganate" not in said
    assert "local-purchase" not in said
    assert language == SOURCE or "export " not in said


def test_a_number_of_papers_or_goods_is_left_as_it_stands() -> None:
    assert value_told("hs", "2915.24", "es") == "2915.24"
    assert value_told("expected", "290230", "en") == "290230"
    assert value_told("licence", "2026-13-40", "en") == "2026-13-40"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_sentence_has_a_name_on_the_page(language: str) -> None:
    texts = catalogue(language)
    named = {name for each in texts["rules"].values() for name in re.findall(r"\{(\w+)", each)}

    assert [name for name in named if f"flags.input-{name.replace('_', '-')}" not in texts["pages"]] == []


def test_the_page_names_what_the_rule_compared(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    client = signed_in_client(an_app(database, tmp_path), database)
    ref = a_flag(database, why="expired", valid_to="2025-12-31")

    page = client.get(f"/flags/{ref}?language=es", follow_redirects=True).text

    assert "valid_to" not in page
    assert "Válida hasta" in page
    assert "2025-12-31" not in page


def test_a_name_in_an_arabic_sentence_does_not_turn_what_stands_beside_it() -> None:
    told = {"why": "operator-unknown", "operator": "Importadora Fantasma S.A."}

    assert "\u2068Importadora Fantasma S.A.\u2069" in because_of("party-not-licensed", told, "ar")
    assert "\u2068" not in because_of("party-not-licensed", told, "en")
