"""Whether a text is nothing but the name of one substance, as the heading of a column names what it counts."""

from __future__ import annotations

import re
from functools import cache

from precursors.substances.book import book
from precursors.substances.fold import words

_STRENGTH = re.compile(r"\d+(?:[.,]\d+)?\s*%")


def is_plain_name(text: str) -> bool:
    """Whether `text` is a name of the book and nothing else, its strength in per cent aside."""
    return words(_STRENGTH.sub("", text)) in _names()


@cache
def _names() -> frozenset[tuple[str, ...]]:
    return frozenset(filter(None, (words(name.text) for name in book().names)))
