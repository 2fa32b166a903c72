"""Fold the names of companies and persons, so that one name written in several ways is found as one.

Case, accents, punctuation and blanks never count; "S.A.", "S. A.", "S/A" and "SA" are one legal form, and so are a
form's words and its short spelling. Nothing else is guessed: a word more or less is another name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from precursors.intake.words import folded, words

_LETTERS = re.compile(r"\b[^\W\d_](?:\s?[./]\s?[^\W\d_]\b)+")
"""Single letters with points or strokes between them: an abbreviation."""

_BETWEEN = re.compile(r"[\s./]+")
_LONGEST_FORM = 6
"""Words of the longest spelling of a legal form."""


@lru_cache(maxsize=65536)
def party(name: str) -> str:
    """The name as it is looked up, with its legal forms in their short spelling and last."""
    left = folded(_LETTERS.sub(lambda run: _BETWEEN.sub("", run[0]), name)).split()
    forms: list[str] = []
    while len(left) > 1 and (cut := _form(left)):
        rest, form = cut
        left, forms = rest, [form, *forms]
    return " ".join(left + forms)


def _form(parts: list[str]) -> tuple[list[str], str] | None:
    """The name without its last legal form, and that form; in Russian and Arabic the form may stand first."""
    for count in range(min(_LONGEST_FORM, len(parts) - 1), 0, -1):
        if form := _forms().get(" ".join(parts[-count:])):
            return parts[:-count], form
        if not parts[0].isascii() and (form := _forms().get(" ".join(parts[:count]))):
            return parts[count:], form
    return None


@cache
def _forms() -> dict[str, str]:
    """Legal form, as folded, to its short spelling; its letters may stand apart."""
    known = dict(words("legal_forms"))
    return known | {" ".join(short): form for short, form in known.items() if len(short) in {2, 3, 4}}
