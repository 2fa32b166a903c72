"""Six languages say the same: same files, same codes, same values in each sentence."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import precursors.i18n.catalogue as module
from precursors.app.registry import guards  # noqa: F401 - it knows the tables of every room
from precursors.config.settings import LANGUAGES
from precursors.db.tables import Fact
from precursors.i18n.catalogue import catalogue
from precursors.intake.words import folded, words
from tests.i18n.codes_table import PAGE, page

FOLDER = Path(module.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
ROOMS = sorted(path.name for path in (FOLDER / "en").glob("*.toml"))

Entries = dict[tuple[str, str], str]


def entries(language: str, room: str) -> Entries:
    content = tomllib.loads((FOLDER / language / room).read_text(encoding="utf-8"))
    return {(section, code): text for section, own in content.items() for code, text in own.items()}


def values_in(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


def spoken(sentence: str) -> bool:
    """Whether a sentence has several words of its own beside its values; a single one may be that of two languages."""
    return " " in re.sub(r"\{\w+(:[^{}]+)?\}", "", sentence).strip()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_files_of_english_and_no_other(language: str) -> None:
    assert sorted(path.name for path in (FOLDER / language).glob("*.toml")) == ROOMS


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("room", ROOMS)
def test_every_language_has_exactly_the_codes_of_english(language: str, room: str) -> None:
    assert entries(language, room).keys() == entries("en", room).keys()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_names_the_values_of_the_english_one(language: str, room: str) -> None:
    english, own = entries("en", room), entries(language, room)

    wrong = {code for code in own if values_in(own[code]) != values_in(english.get(code, ""))}

    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_is_empty_or_holds_a_brace_that_is_no_value(language: str, room: str) -> None:
    value = r"\{\w+(:\w+=[^{}|=]+(\|\w+=[^{}|=]+)*)?\}"  # a value, or the words that go with a number
    bare = {code: re.sub(value, r"\1", text) for code, text in entries(language, room).items()}

    assert not [code for code, text in bare.items() if not text.strip() or "{" in text or "}" in text]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_is_not_the_english_sentence(language: str, room: str) -> None:
    english = entries("en", room)

    same = [code for code, text in entries(language, room).items() if spoken(text) and english.get(code) == text]

    assert same == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_nobody_has_reviewed_says_so(language: str, room: str) -> None:
    first, _, _ = (FOLDER / language / room).read_text(encoding="utf-8").partition("\n")

    assert first.startswith(("# not yet reviewed by a native reader", "# reviewed by "))


@pytest.mark.parametrize(
    ("told", "ends"),
    [("31 дек. 2025 г.", "г."), ("Importadora S.A.", "S.A."), ("LC-0090", "LC-0090."), ("", ".")],
)
def test_a_value_that_ends_with_a_stop_is_not_followed_by_another(told: str, ends: str) -> None:
    values = {"licence": "LC-0090", "beyond": "1 кг", "substance": "ацетон", "year": told}

    sentence = module.text("rules", "over-licence", "ru", values)

    assert sentence.endswith(ends)
    assert not sentence.endswith("..")


def test_every_kind_of_row_that_an_act_writes_has_a_name() -> None:
    nameless = [kind for kind in Fact.kinds if f"audit.rows-{kind.replace('_', '-')}" not in catalogue("en")["pages"]]

    assert len(Fact.kinds) > 90
    assert nameless == []


def test_the_page_of_codes_is_that_of_the_english_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.i18n.codes_table writes it again"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("hint", "list_"),
    [
        ("shipments.direction", "directions"),
        ("licences.activities", "activities"),
        ("licences.state", "licence_states"),
    ],
)
def test_a_word_that_a_hint_offers_is_one_the_sheet_understands(language: str, hint: str, list_: str) -> None:
    known = words(list_)
    offered = re.split(r"[;؛]", entries(language, "hints.toml")["hints", hint].rstrip("."))[0]

    strange = [word for word in re.split(r",|،| o | ou | or | или | أو ", offered) if folded(word) not in known]

    assert strange == []
