"""A quick way for the commonest texts: a plain number, then a unit or packages ("20 drums x 200 L").

It only splits; the rest is read as the text of a unit's cell, by the same grammar, and is therefore the
same for all amounts of a file. Whatever might be read otherwise as a whole is left to the full reading.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from precursors.problems import Problem
from precursors.quantities.amounts import read_scale
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import read_plain
from precursors.quantities.tokens import tokens

_LEADING = re.compile(r"\s*([1-9][0-9]{0,8}(?:[.,][0-9]+)?)\s*([^\W\d_×*].*|[×*]\s?[0-9].*)", re.DOTALL)


def split_leading(text: str, convention: Convention, *, solid: bool) -> tuple[int | Decimal, str] | None:
    """Return the number in front of `text` and the rest, where both can only be read apart; else None."""
    match = _LEADING.fullmatch(text)
    if match is None:
        return None
    number = read_plain(match[1])
    if number is None or not _stands_alone(match[2].strip(), convention, solid):
        return None
    return number, match[2].strip()


@lru_cache(maxsize=8192)
def _stands_alone(rest: str, convention: Convention, solid: bool) -> bool:
    """Tell whether `rest` means the same behind any number: a bare unit, or packages of a stated size."""
    found = tokens(rest, convention, solid=solid, slot=True)
    if isinstance(found, Problem) or not found:
        return False
    first = found[0]
    if first.kind != "unit" and first.text.casefold() not in ("x", "×", "*", "х"):
        return False
    scale = read_scale(rest, convention=convention, solid=solid)
    if isinstance(scale, Problem):
        return False
    bare = first.kind == "unit" and len(found) == 1
    return bare or (scale.counted and not scale.beside)
