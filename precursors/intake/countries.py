"""Countries as people write them: two letters, three, or a name in one of the product's languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

from precursors.config.settings import LANGUAGES
from precursors.intake.places import is_aside
from precursors.intake.record import ColumnLike, Reading
from precursors.intake.types import Text
from precursors.intake.words import folded
from precursors.law.book import DEMO
from precursors.quantities.conventions import Convention

_OTHERS = {
    "uk": "GB", "usa": "US", "u s a": "US", "great britain": "GB", "holland": "NL", "korea": "KR", "el": "GR",
    "xi": "GB",
}  # fmt: skip
"""Words and letters in use beside ISO 3166-1; customs of the EU write EL for Greece and XI for Northern Ireland."""

_RESERVED = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN"})
"""Letters that ISO 3166 holds for other bodies' use, and gives to no country."""

_LETTERS, _LONG = 2, 3


@dataclass(frozen=True, slots=True)
class Country(Text):
    """A country by its code or its name; another text is kept, with a warning."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """As a text, with the country looked up."""
        reading = Text.read(self, column, convention)
        for at, text in enumerate(reading.stated):
            if text and self.is_strange(text):
                reading.warnings[at] = "agency.country"
        return reading

    @staticmethod
    def is_strange(text: str) -> bool:
        """Whether a text names no country."""
        return country_code(text) is None


@dataclass(frozen=True, slots=True)
class Place(Country):
    """Where goods come from, go to or pass: a country, a port, a town, or several; two letters are a country's."""

    @staticmethod
    def is_strange(text: str) -> bool:
        """Whether two letters stand in it, by themselves or in a list of nothing but such, that are no country's."""
        parts = [part for part in re.split(r"[\s,;/|]+", text) if part]
        return all(map(_TWO.fullmatch, parts)) and any(country_code(part) is None for part in parts)


_TWO = re.compile(r"[A-Z]{2}")


def country_code(text: str | None) -> str | None:
    """The two letters (ISO 3166-1) of the country a text names; None where it names none that is known.

    A code ISO 3166 gave to nobody, such as YY, or leaves to its users, such as ZZ, is no country; the fictitious one of
    the demo alone bears such.
    """
    plain = (text or "").strip()
    if len(plain) == _LETTERS and plain.isascii() and plain.isalpha():
        code = _OTHERS.get(plain.lower(), plain.upper())
    else:
        code = _named().get(folded(plain), "")
    return code if code == DEMO or code in _given() else None


@cache
def _given() -> frozenset[str]:
    """The codes ISO 3166-1 has given to countries, and that of Kosovo, which everybody writes XK."""
    known = {code for code in map(str, Locale.parse("en").territories) if _TWO.fullmatch(code)}
    return frozenset(code for code in known - _RESERVED if not is_aside(code))


@cache
def _named() -> dict[str, str]:
    """Folded names of countries in all languages."""
    found = dict(_OTHERS)
    for code, codes in get_global("territory_aliases").items():  # ISO 3166's three letters, as trade statistics write
        if len(code) == _LONG and code.isalpha() and len(codes) == 1 and len(codes[0]) == _LETTERS:
            found.setdefault(code.lower(), codes[0])
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == _LETTERS and code.isalpha():
                found.setdefault(folded(name), code)
    return found
