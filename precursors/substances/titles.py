"""What a reader's language calls a substance on pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from precursors.paths import resource, seed_rows
from precursors.substances.book import book
from precursors.substances.hazards import hazards


def title(key: str, language: str) -> str:
    """What a language calls a substance first, else its list name, or its key where only watch lists have it."""
    known = book().get(key)
    return _titles(language).get(key) or (known.name if known else _unlisted(key, language))


def _unlisted(key: str, language: str) -> str:
    """The name of goods that no list names and the hazards know; in English where a language has none."""
    profiles = hazards().profiles.get(key)
    return _hazard_names().get(key, {}).get(language) or (profiles[0].name if profiles else key)


@cache
def _hazard_names() -> Mapping[str, Mapping[str, str]]:
    return {row["key"]: row for row in seed_rows(resource("seed") / "hazards" / "names.csv")}


@cache
def _titles(language: str) -> Mapping[str, str]:
    own = [name for name in book().names if name.language == language]
    found: dict[str, str] = {}
    for kind in ("inn", "synonym"):  # the seed gives proper names in English only, elsewhere the usual one first
        for name in own:
            if name.kind == kind:
                found.setdefault(name.key, name.text)
    return found
