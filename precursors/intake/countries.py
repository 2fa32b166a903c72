"""Countries as people write them: two letters, three, or a name in one of the product's languages."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from precursors.config.settings import LANGUAGES
from precursors.intake.places import is_aside
from precursors.intake.words import folded
from precursors.law.book import DEMO

_OTHERS = {"uk": "GB", "usa": "US", "u s a": "US", "great britain": "GB", "holland": "NL", "korea": "KR"}
_LETTERS, _LONG = 2, 3


def country_code(text: str | None) -> str | None:
    """The two letters of the country a text names; None where it names none that is known.

    A code ISO 3166 leaves to its users, such as ZZ, is no country; the fictitious one of the demo alone bears such.
    """
    plain = (text or "").strip()
    if len(plain) == _LETTERS and plain.isascii() and plain.isalpha():
        code = _OTHERS.get(plain.lower(), plain.upper())
    else:
        code = _named().get(folded(plain), "")
    return code if code and (code == DEMO or not is_aside(code)) else None


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
