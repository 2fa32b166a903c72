"""Names written in different scripts, compared by how they are written in Latin letters. Pure.

Letters are put into Latin ones one by one, as popular romanisations do (the tables of AnyAscii). Nobody romanises in
one way only, and Arabic leaves its vowels unwritten: so consonants are compared beside the whole. Legal forms are left
out, since each language has its own. A translation (*Chemical* for 化工) is another name; nothing finds it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz

from precursors.intake.words import words

LEAST_CONSONANTS = 5
"""Names with fewer consonants are not compared by these: too many words share them."""

NEAR_CONSONANTS = 90.0
"""Likeness (0 to 100) of the consonants below which they say nothing."""

_NO_LETTER = re.compile(r"[^a-z0-9 ]")
_NO_CONSONANT = re.compile(r"[^b-df-hj-np-tv-xz]")


def script(text: str) -> str:
    """The script of the first letter, as Unicode names it (LATIN, CYRILLIC, CJK …); empty where there is no letter."""
    first = next(filter(str.isalpha, text), None)
    return unicodedata.name(first, "").partition(" ")[0].partition("-")[0] if first else ""


@lru_cache(maxsize=65536)
def latin(text: str) -> str:
    """A folded text in Latin letters, word by word; one in ASCII is what it was."""
    return text if text.isascii() else " ".join(_NO_LETTER.sub("", anyascii(text).lower()).split())


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """A folded name in Latin letters without its legal forms, which may stand first, last or without a blank."""
    ending = next((each for each in _joined() if name.endswith(each) and name != each), "")
    left = latin(name.removesuffix(ending)).split()
    while len(left) > 1 and left[-1] in _forms():
        left.pop()
    while len(left) > 1 and left[0] in _forms():
        left.pop(0)
    return " ".join(left)


@cache
def _forms() -> frozenset[str]:
    return frozenset(words("legal_forms").values())


@cache
def _joined() -> tuple[str, ...]:
    """Legal forms of scripts without blanks, the longest first."""
    return tuple(sorted((each for each in words("joined_forms") if not each.isascii()), key=len, reverse=True))


def across(one: str, other: str) -> float:
    """How alike two folded names of different scripts are in Latin letters, 0 to 100; 0 for names of one script."""
    if script(one) == script(other):
        return 0.0
    first, second = bare(one), bare(other)
    joined = fuzz.ratio(first.replace(" ", ""), second.replace(" ", ""))
    return max(joined, fuzz.token_sort_ratio(first, second), _by_consonants(first, second))


def _by_consonants(first: str, second: str) -> float:
    own, others = (_NO_CONSONANT.sub("", text) for text in (first, second))
    if min(len(own), len(others)) < LEAST_CONSONANTS:
        return 0.0
    return fuzz.ratio(own, others, score_cutoff=NEAR_CONSONANTS)
