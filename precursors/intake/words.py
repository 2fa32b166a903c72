"""Closed word lists as data: seed/words/<list>.csv with `value,language,spelling`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from precursors.paths import resource, seed_rows

_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """Case, accents, punctuation and runs of blanks away: for comparing words, never for keeping them."""
    if text.isascii():  # nothing to take apart: casefold is lower there
        return " ".join(_WORD.findall(text.lower()))
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


class Words(dict[str, str]):
    """Folded spelling to value; `labels` says how each language names a value first."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: dict[str, dict[str, str]] = {}
        """Value to language to spelling, values in the order of the list."""


def spelled_out(texts: Iterable[str], name: str) -> dict[str, str]:
    """Those of a column's texts that are single letters of a list to the values they mean.

    A letter may mean different values in different ways of writing (E is export beside I, entry beside S): only
    what all ways say that have every letter of the column is believed.
    """
    alone = {text: folded(text) for text in texts if len(text.strip(" .")) == 1}
    fitting = [way for way in _letters(name) if way.keys() >= set(alone.values())]
    meant = {text: {way[letter] for way in fitting} for text, letter in alone.items()}
    return {text: values.pop() for text, values in meant.items() if len(values) == 1}


@cache
def _letters(name: str) -> tuple[dict[str, str], ...]:
    """The ways to write the values of one list by single letters: folded letter to value, a way each."""
    ways: dict[str, dict[str, str]] = {}
    for row in seed_rows(resource("seed") / "words" / "letters" / f"{name}.csv"):
        ways.setdefault(row["way"], {})[folded(row["spelling"])] = row["value"]
    return tuple(ways.values())


@cache
def words(name: str) -> Words:
    """A word list by its name. Raises ValueError when one spelling stands for two values."""
    found = Words()
    for row in seed_rows(resource("seed") / "words" / f"{name}.csv"):
        found.labels.setdefault(row["value"], {}).setdefault(row["language"], row["spelling"])
        spelling = folded(row["spelling"])
        if found.setdefault(spelling, row["value"]) != row["value"]:
            raise ValueError(f"{name}: {spelling!r} stands for two values")
    return found
