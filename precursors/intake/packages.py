"""What kind of packages a text names: one kind in several languages, with or without a count, is found as one."""

from __future__ import annotations

import re
from functools import lru_cache

from precursors.intake.words import folded
from precursors.quantities.conventions import convention
from precursors.quantities.units import find_unit

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=16384)
def package(text: str) -> str:
    """The code of the one kind that the text names, else its words, folded; empty where it has none: a bare count."""
    names = _WORD.findall(text)
    whole = " ".join(names)
    kinds = {kind for name in names if (kind := _kind(name))}
    return _kind(whole) or (kinds.pop() if len(kinds) == 1 else folded(whole))


def _kind(name: str) -> str | None:
    unit = find_unit(name, convention("none"))
    return unit.code if unit is not None and unit.kind == "packaging" else None
