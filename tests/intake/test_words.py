"""Closed lists of words: every value is read as itself, as forms, templates, programs and exports write it."""

from __future__ import annotations

import pytest

from precursors.intake.record import Field, Record
from precursors.intake.types import Choice
from precursors.intake.words import words
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
