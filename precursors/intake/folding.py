"""Fold what people type as headings, so that spellings of one heading become one key."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBER_SIGN = re.compile(r"\bn\s*\.?\s*[°º]|№|#", re.IGNORECASE)
_SUPERSCRIPTS = re.compile("[¹²³⁴⁵⁶⁷⁸⁹⁰]")
_ELISION = re.compile(r"\b([dl])['’`´]")
_WORD = re.compile(r"%|[^\W_]+")
_NUMBER_WORDS = frozenset({"no", "nos", "nro", "num", "numero", "number", "nr", "номер", "رقم"})
_SHORT = {
    "amt": "amount", "conc": "concentration", "ctry": "country", "desc": "description", "dt": "date", "inv": "invoice",
    "pkg": "package", "pkgs": "packages", "qty": "quantity", "wgt": "weight", "wt": "weight",
}  # fmt: skip
"""Words that English headings write shorter, as they are written out."""
_LINKS = frozenset(
    {"de", "del", "la", "el", "los", "las", "of", "the", "da", "do", "dos", "das", "du", "des", "le", "les"}
)
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None})


@lru_cache(maxsize=32768)
def words(text: str) -> tuple[str, ...]:
    """The words of `text` in order, without case, accents, punctuation, articles and the like.

    Every way of writing "number" becomes "no"; letters with points between them ("U.M.") become one word.
    """
    if text.isascii():
        bare = _ELISION.sub(" ", text.replace("#", " no ").casefold())
    else:
        bare = _NUMBER_SIGN.sub(" no ", _SUPERSCRIPTS.sub(" ", text))
        bare = _ELISION.sub(" ", unicodedata.normalize("NFKC", bare).casefold())
        bare = unicodedata.normalize("NFKD", bare)
        bare = "".join(char for char in bare if not unicodedata.combining(char)).translate(_ARABIC)
    found = [_word(word) for word in _WORD.findall(bare)]
    kept = [word for word in found if word not in _LINKS]
    return tuple(_joined(kept or found))


def key(text: str) -> str:
    """The key under which all spellings of a heading are one, whatever the order of its words."""
    return " ".join(sorted(words(text)))


def phrase(text: str) -> str:
    """The folded words in their order."""
    return " ".join(words(text))


def _word(word: str) -> str:
    if word in _NUMBER_WORDS:
        return "no"
    if word in _SHORT:
        return _SHORT[word]
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    return word


def _joined(found: list[str]) -> list[str]:
    """Single letters that follow one another are an abbreviation."""
    joined: list[str] = []
    open_run = False
    for word in found:
        single = len(word) == 1 and word.isalpha()
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined
