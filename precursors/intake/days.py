"""Days as people type them. A day that can be read two ways is asked for, never guessed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from precursors.intake.words import folded, words
from precursors.problems import Problem, problem

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})\.?")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_THREE = re.compile(
    r"(\d{1,2})\s*[-./ ]\s*(\d{1,2})\s*[-./ ]\s*(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*г\.?)?"
)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|º|er)?[\s\-./]*(?:de\s+)?([^\W\d_]{3,})\.?,?[\s\-./]*(?:de\s+|del\s+)?(\d{4}|\d{2})(?:\s*г\.?)?"
)
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
CENTURY = 2000
"""A year of two digits belongs to this century: the registry's records began in it."""


def read_day(kind: str, text: str, order: str | None) -> date | Problem | None:
    """The day of a cell; None for an empty one. `order` is dmy, mdy, ymd or None, as its source writes dates."""
    if not text:
        return None
    if kind == "d":
        return _made(text, *map(int, text[:10].split("-"))) if text[4:5] == "-" else _not(text)
    if kind == "n":
        return _number(text)
    return _typed("".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text), order)


def _number(text: str) -> date | Problem:
    found = _COMPACT.fullmatch(text)
    return _made(text, *map(int, found.groups())) if found else problem("date.number", value=text)


def _typed(text: str, order: str | None) -> date | Problem:
    for shape in (_ISO, _YEAR_FIRST, _CHINESE, _COMPACT):
        if found := shape.fullmatch(text):
            return _made(text, *map(int, found.groups()))
    if found := _THREE.fullmatch(text):
        return _three(text, int(found[1]), int(found[2]), _year(found[3]), order)
    if found := _NAMED.fullmatch(text.casefold()):
        month = months().get(folded(found[2]))
        return _made(text, _year(found[3]), month, int(found[1])) if month else _not(text)
    if found := _NAMED_FIRST.fullmatch(text.casefold()):
        month = months().get(folded(found[1]))
        return _made(text, int(found[3]), month, int(found[2])) if month else _not(text)
    return _not(text)


def _three(text: str, first: int, second: int, year: int, order: str | None) -> date | Problem:
    if order == "mdy" and first <= 12:
        return _made(text, year, first, second)
    if order == "dmy" and second <= 12:
        return _made(text, year, second, first)
    if first == second or second > 12 >= first or first > 12 >= second:
        if order in {None, "ymd"} or first == second:
            return _made(text, year, *((first, second) if second > 12 else (second, first)))
        return problem("date.other-order", value=text, order=order)
    return problem("date.ambiguous", value=text)


def _year(text: str) -> int:
    return int(text) + (CENTURY if len(text) == 2 else 0)


def _made(text: str, year: int, month: int, day: int) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return _not(text)


def _not(text: str) -> Problem:
    return problem("date.unreadable", value=text)


@cache
def months() -> dict[str, int]:
    """Names and abbreviations of months in the product's languages, from seed/words/months.csv."""
    return {spelling: int(value) for spelling, value in words("months").items()}
