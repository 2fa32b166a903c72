"""Names and texts brought to one form, so that what a reader takes for the same is the same.

Case, accents, punctuation, full-width letters, Arabic vowel signs, the article of Arabic, the case
endings of Russian, Greek letters and the two spellings of sulphur are differences of writing, not of
substance. Digits and letters are separate tokens; each Chinese character is a token of its own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_GREEK = {"α": " alpha ", "β": " beta ", "γ": " gamma ", "δ": " delta ", "ε": " epsilon ", "ω": " omega "}
_LETTERS = str.maketrans(
    {
        **_GREEK,
        "ى": "ي",
        "ة": "ه",
        "ـ": "",
        "٪": "%",
        "،": ",",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+|\d+")
_MARKS = re.compile(r"[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670]")
_RUSSIAN_ENDING = re.compile(
    r"(?:ыми|ими|ого|его|ому|ему|ами|ями|ая|яя|ои|еи|ую|юю|ыи|ии|ое|ее|ые|ие|ых|их|ым|им|ом|ем|ам|ям|ах|ях|ов|ев"
    r"|а|я|у|ю|ы|и|о|е|ь)$"
)
_TWINS = str.maketrans("aceopxkmthb", "асеорхкмтнв")
"""Latin letters typed among Russian ones, by the Russian letter they look like."""
_RUSSIAN = re.compile("[а-я]")
_LATIN = re.compile("[a-z]")
CONNECTORS = frozenset(("de", "del", "do", "da", "du", "des", "d", "of", "la", "el", "le", "the", "l"))
"""Words that join the parts of a name and carry nothing themselves."""


class Token(NamedTuple):
    """One word, number or Chinese character of a text, with its place in the folded text."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """`text` in lower case without accents and with the plain letters of each script."""
    if text.isascii():
        lowered = text.lower()
    else:
        wide = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
        lowered = _MARKS.sub("", unicodedata.normalize("NFD", wide))
    return lowered.replace("sulph", "sulf")


def tokens(folded: str) -> list[Token]:
    """The tokens of a folded text, each in its stem form."""
    return [Token(stem(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(folded)]


def words(text: str) -> tuple[str, ...]:
    """The stems of a name, without the words that only join."""
    return tuple(token.text for token in tokens(fold(text)) if token.text not in CONNECTORS)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its Russian case ending or its Arabic article; other scripts stay as they are."""
    if word.isascii() or len(word) < 4:
        return word
    if _LATIN.search(word) and _RUSSIAN.search(word):
        word = word.translate(_TWINS)
    first = word[0]
    if "а" <= first <= "я":
        short = _RUSSIAN_ENDING.sub("", word)
        return short if len(short) >= 3 else word
    if len(word) > 4 and word.startswith("ال"):
        return word[2:]
    return word
