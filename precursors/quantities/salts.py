"""Which salt a cell names, in any of the product's languages, among those a substance is known to have."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from precursors.paths import resource, seed_rows
from precursors.problems import Problem, problem
from precursors.quantities.profile import Profile, Salt
from precursors.quantities.units import fold

BASE = Salt(name="base", factor=Decimal(1), cas=None)
"""The controlled substance itself, not a salt of it."""

_RATIO = re.compile(r"\(\s*[0-9]\s*:\s*[0-9]\s*\)|\(\s*hcl\s*\)", re.IGNORECASE)


@cache
def _spellings() -> dict[str, str]:
    return {fold(row["spelling"]): row["salt"] for row in seed_rows(resource("seed") / "units" / "salts.csv")}


def find_salt(text: str, profile: Profile) -> Salt | Problem:
    """Return the salt of `profile` that `text` names, `BASE` for the substance itself.

    Problems: `salt.unknown` where no such salt is known, `salt.ambiguous` where the name fits several.
    """
    wanted = fold(text)
    for name, salt in profile.salts.items():
        if fold(name) == wanted:
            return salt
    stem = _spellings().get(wanted) or _spellings().get(fold(_RATIO.sub("", wanted)))
    if stem == "base":
        return BASE
    if stem is None or (_RATIO.search(text) and ":" in text):
        return problem("salt.unknown", "salt", text=text)
    fitting = [salt for name, salt in profile.salts.items() if fold(_RATIO.sub("", name)) == stem]
    if len(fitting) > 1:
        return problem("salt.ambiguous", "salt", text=text)
    return fitting[0] if fitting else problem("salt.unknown", "salt", text=text)
