"""Closed word lists as data: seed/words/<list>.csv with `value,language,spelling`."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache

from precursors.paths import resource

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


@cache
def words(name: str) -> Words:
    """A word list by its name. Raises ValueError when one spelling stands for two values."""
    found = Words()
    with (resource("seed") / "words" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.labels.setdefault(row["value"], {}).setdefault(row["language"], row["spelling"])
            spelling = folded(row["spelling"])
            if found.setdefault(spelling, row["value"]) != row["value"]:
                raise ValueError(f"{name}: {spelling!r} stands for two values")
    return found
