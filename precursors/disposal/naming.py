"""What people call the keys of protocols, and the words that stand in refusals: by data, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from precursors.i18n.catalogue import SOURCE, catalogue, text
from precursors.paths import resource, seed_rows
from precursors.web.texts import SECTION

_ONE = re.compile(r"[^,\s][^,]*")
_CHECK = re.compile(r"E\d+h?")


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return {row["key"]: row for row in seed_rows(resource("seed") / "protocols" / "names.csv")}


def name_key(keys: str, language: str) -> str:
    """A step, a piece of evidence, a word of a choice or what is near a site, or several with commas between.

    What no row of the seed names is told as its author wrote it.
    """
    return _ONE.sub(lambda found: _names().get(found[0], {}).get(language) or found[0], keys)


def name_part(part: str, language: str) -> str:
    """A part that somebody holds in an order, or where an amount of it went."""
    return _said("disposal.w-", part, language) or part


def name_rule(rule: str, language: str) -> str:
    """A rule that was not kept: one of the program, a check by its code, a kind of evidence; else as stated."""
    told = _names().get(rule, {}).get(language) or _said("protocols.kind-", rule, language) or rule
    return f"{told} ({rule})" if _CHECK.fullmatch(rule) and told != rule else told


def _said(family: str, word: str, language: str) -> str | None:
    """A word of a family of texts; None where the family has none of it."""
    return text(SECTION, family + word, language) if family + word in catalogue(SOURCE)[SECTION] else None
