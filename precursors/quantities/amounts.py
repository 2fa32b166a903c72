"""Reads a whole stated amount: "20 drums x 200 L", "98%, 250mg, 272.4 g/mol", "5 kg 200 g".

The answer is a `Reading`: a number and the `Scale` that turns it into kilograms or litres as stated.
Whatever can be read in two ways is a problem; nothing is left over silently.
"""

from __future__ import annotations

import re
from fractions import Fraction

from precursors.problems import Problem, problem
from precursors.quantities.combining import combined
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import read_number
from precursors.quantities.parts import Measured
from precursors.quantities.pieces import split_pieces
from precursors.quantities.scales import Reading, Scale, measuring
from precursors.quantities.tokens import tokens
from precursors.quantities.units import find_unit, vocabulary

_WORD_BEHIND = re.compile(r"(?<=[\d\s])[^\W\d_]+\.?$")
_SPREAD = re.compile(r"([0-9])\s?([^\W\d_]+)\s*([-–±]|\+/-)\s*([0-9][0-9.,]*)\s?\2(?![^\W\d_])")
"""`20 kg - 25 kg`, whose unit stands twice."""

_UNIT_FIRST = re.compile(r"\s*(?P<unit>[^\W\d_]{2,})\.?:?\s*(?P<number>[0-9][0-9.,' ]*)")
"""`Kg 25,5`, as accountants write it."""


def read_amount(
    text: str,
    unit: str = "",
    *,
    convention: Convention,
    solid: bool = False,
    package_size: str = "",
    strict: bool = True,
) -> Reading | Problem:
    """Return the amount that `text` and `unit` state together, or the problem with them.

    `package_size` gives what one package holds where the text does not. `strict` (cells of an amount)
    lets no unknown word pass; otherwise (a product's text) words that measure nothing are skipped.
    """
    text = _unit_behind(_SPREAD.sub(r"\1\3\4 \2", text), convention, solid=solid)
    number = read_number(text, convention) if strict or unit else problem("number.missing")
    if not isinstance(number, Problem):
        scale = read_scale(unit, convention=convention, solid=solid, package_size=package_size)
        return scale if isinstance(scale, Problem) else Reading(number, scale)
    problem_with_number = _not_structured(text, number, convention, solid=solid, strict=strict)
    if problem_with_number is not None:
        return problem_with_number
    found = tokens(f"{text} {unit}".strip(), convention, solid=solid)
    if isinstance(found, Problem):
        return found
    pieces = split_pieces(found, convention, strict=strict, slot=False)
    if isinstance(pieces, Problem):
        twice = _said_twice(text, unit, convention, solid=solid, package_size=package_size) if unit.strip() else None
        return twice or pieces
    return combined(pieces, _size(package_size, convention, solid=solid), slot=False)


def _unit_behind(text: str, convention: Convention, *, solid: bool) -> str:
    """Turn "kg 25,5" round; any other text stays as it is."""
    found = _UNIT_FIRST.fullmatch(text)
    unit = find_unit(found["unit"], convention, solid=solid) if found else None
    return f"{found['number']} {found['unit']}" if found and unit and unit.kind in ("mass", "volume") else text


def _said_twice(
    text: str, unit: str, convention: Convention, *, solid: bool, package_size: str
) -> Reading | Problem | None:
    """What a text states that has a unit of its own ("1.5 kg", "20 x 200 L"), where the unit's cell names one too."""
    beside = find_unit(unit, convention, solid=solid)
    found = tokens(text, convention, solid=solid)
    if beside is None or beside.kind not in ("mass", "volume") or isinstance(found, Problem):
        return None
    own = {token.unit.code for token in found if token.unit is not None and token.unit.kind in ("mass", "volume")}
    whole = read_amount(text, convention=convention, solid=solid, package_size=package_size) if own else None
    if own == {beside.code} or not isinstance(whole, Reading):
        return whole if own else None
    return problem("unit.disagrees", None, amount=text, unit=unit)


def _not_structured(text: str, number: Problem, convention: Convention, *, solid: bool, strict: bool) -> Problem | None:
    """Return the problem with a text that is only a number gone wrong; None where it holds more."""
    if re.fullmatch(r"\s*0[xX][0-9a-fA-F]+\s*", text):
        return problem("number.not-a-number", None, text=text)
    alone = tokens(text, convention, solid=solid)
    if isinstance(alone, Problem):
        return alone
    counts = any(map(str.isnumeric, text))
    more = any(token.kind == "unit" or (token.role == "holds" and counts) for token in alone)
    if more or not strict or number.code == "amount.fraction-or-pack":
        return None
    word = _WORD_BEHIND.search(text)
    if word is None or isinstance(read_number(text[: word.start()], convention), Problem):
        return number
    scale = read_scale(word[0], convention=convention, solid=solid)  # "5 Gr": another unit would make it right
    return scale if isinstance(scale, Problem) else number


def read_scale(unit: str, *, convention: Convention, solid: bool = False, package_size: str = "") -> Scale | Problem:
    """Tell what one of a number is whose unit's cell says `unit`, which may hold numbers of its own."""
    size = _size(package_size, convention, solid=solid)
    known = find_unit(unit, convention, solid=solid)
    if known is not None and known.kind in ("mass", "volume"):
        return measuring(known)
    if not unit.strip():
        return problem("unit.missing")
    found = tokens(unit, convention, solid=solid, slot=True)
    if isinstance(found, Problem):
        return found
    if known is None and found and found[0].kind != "unit" and found[0].role in ("unknown", ""):
        return problem("unit.unknown", None, unit=unit)
    pieces = split_pieces(found, convention, strict=True, slot=True)
    if isinstance(pieces, Problem):
        return pieces
    if pieces.strengths:
        return problem("amount.trailing-text", None, text=" ".join(pieces.strengths[0]))
    reading = combined(pieces, size, slot=True)
    return reading if isinstance(reading, Problem) else reading.scale


def _size(text: str, convention: Convention, *, solid: bool) -> Measured | Problem | None:
    """Tell what one package holds, as its own cell says; None where it says nothing that measures."""
    if not text.strip():
        return None
    reading = read_amount(text, convention=convention, solid=solid)
    if isinstance(reading, Problem):
        return None if reading.code in ("packages.size-missing", "amount.content-missing") else reading
    unit = vocabulary().by_code.get(reading.scale.unit)
    plain = (reading.scale.kg or reading.scale.litres) == (Fraction(unit.factor) if unit and unit.factor else None)
    if unit is None or not plain:
        return problem("packages.size-unreadable", None, text=text)
    return Measured(reading.number, unit)
