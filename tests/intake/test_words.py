"""Closed lists of words: every value is read as itself, as forms, templates, programs and exports write it."""

from __future__ import annotations

import pytest

from precursors.intake.record import Field, Record
from precursors.intake.types import Choice
from precursors.intake.words import spelled_out, words
from precursors.paths import resource
from precursors.quantities.conventions import convention
from precursors.registers.cells import drafted

LISTS = sorted(file.stem for file in (resource("seed") / "words").glob("*.csv"))


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("name", LISTS)
def test_a_value_is_read_as_itself(name: str, several: bool) -> None:
    asked = Record("words", (Field("word", Choice(words(name), several)),))

    read = {value: drafted(asked, {"word": value}, convention("none")).values["word"] for value in words(name).labels}

    assert read == {value: value for value in read}


@pytest.mark.parametrize(
    ("column", "meant"),
    [
        (["I", "E", "import"], {"I": "import", "E": "export"}),
        (["e", "s."], {"e": "import", "s.": "export"}),
        (["E", "A"], {"E": "import", "A": "export"}),
        (["И", "Э", "Т"], {"И": "import", "Э": "export", "Т": "transit"}),
        (["I"], {"I": "import"}),
        (["E"], {}),
        (["I", "E", "Z"], {}),
        (["export"], {}),
    ],
)
def test_single_letters_mean_what_the_column_leaves_no_doubt_of(column: list[str], meant: dict[str, str]) -> None:
    assert spelled_out(column, "directions") == meant
