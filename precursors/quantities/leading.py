"""A quick way for the commonest texts: a plain number, then a unit or packages ("20 drums x 200 L").

It only splits; the rest is read as the text of a unit's cell, by the same grammar, and is therefore the
same for all amounts of a file. Whatever might be read otherwise as a whole is left to the full reading.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from precursors.problems import Problem
from precursors.quantities.amounts import read_scale
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, read_number, read_plain
from precursors.quantities.tokens import tokens

_LEADING = re.compile(r"\s*((?:0|[1-9][0-9]{0,8})(?:[.,][0-9]+)?)\s*([^\W\d_×*].*|[×*]\s?[0-9].*)", re.DOTALL)


def split_leading(
    text: str, convention: Convention, *, solid: bool
) -> tuple[int | Decimal | Number | Problem, str] | None:
    """Return the number in front of `text` and the rest, where both can only be read apart; else None.

    A number with two readings is the problem `number.convention`, whatever it counts.
    """
    match = _LEADING.fullmatch(text)
    if match is None:
        return None
    rest = match[2].strip()
    alone = _stands_alone(rest, convention, solid)
    plain = read_plain(match[1])
    if alone is None or (alone == "packages" and (plain is None or plain < 1)):
        return None
    number = read_number(match[1], convention) if plain is None else plain
    if isinstance(number, Problem) and number.code != "number.convention":
        return None
    return number, rest


@lru_cache(maxsize=8192)
def _stands_alone(rest: str, convention: Convention, solid: bool) -> Literal["unit", "packages"] | None:
    """Tell what `rest` is behind any number: a bare unit, or packages of a stated size; None for all else."""
    if not all(isinstance(read_number(f"2{gap}{rest}", convention), Problem) for gap in ("", " ")):
        return None
    found = tokens(rest, convention, solid=solid, slot=True)
    if isinstance(found, Problem) or not found:
        return None
    first = found[0]
    if first.kind != "unit" and first.text.casefold() not in ("x", "×", "*", "х"):
        return None
    scale = read_scale(rest, convention=convention, solid=solid)
    if isinstance(scale, Problem):
        return None
    if first.kind == "unit" and len(found) == 1:
        return "unit"
    return "packages" if scale.counted and not scale.beside else None
