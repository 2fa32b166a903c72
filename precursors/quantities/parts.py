"""The parts an amount is made of: numbers with their units, and stretches of text without a break."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from precursors.quantities.numbers import Number
from precursors.quantities.units import Unit


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit; `slot` marks the place of a number that will be given later."""

    number: Number
    unit: Unit | None
    slot: bool = False


@dataclass(slots=True)
class Piece:
    """One stretch of text without a break: packages or doses, and what each of them holds."""

    counts: list[Measured] = field(default_factory=list)
    implied: list[Unit] = field(default_factory=list)
    """Packages named without a number."""

    content: Measured | None = None
    each: bool = False
    total: bool = False
    net: bool = False
    gross: bool = False
    tare: bool = False
    """Whether it is the packing alone that weighs this; such a piece is `gross` too: no goods."""

    half: bool = False
    near: bool = False
    """Whether the content is said to be approximate behind it."""

    beside: bool = False
    """Whether the content follows a count without a word between: 20 drums 4000 L."""

    outer: Unit | None = None
    """What the amount was stated for, where that is none of the packages counted: 40 bags x 25 kg per pallet."""

    added: bool = False
    """Whether a plus sign joins the piece to the one before it."""

    flags: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing that counts or measures stands in the piece."""
        return not (self.counts or self.implied or self.content)


@dataclass(frozen=True, slots=True)
class Pieces:
    """All pieces of a text and the strengths that stood between them."""

    pieces: tuple[Piece, ...]
    strengths: tuple[tuple[str, str], ...]
    """(number, unit) of each strength as written."""


SLOT = Number(Decimal(1), Decimal(0))
"""Stands for the number of another cell."""


def compound(first: Measured, second: Measured) -> Measured | None:
    """5 kg 200 g as one number of kilograms, or None when the two do not belong together."""
    one, other = first.unit, second.unit
    if one is None or other is None or one.factor is None or other.factor is None or first.slot or second.slot:
        return None
    if one.kind != other.kind or other.factor >= one.factor or one.policy != "accept" or one.policy != other.policy:
        return None
    added = second.number.value * other.factor / one.factor
    if added >= 1 or first.number.value != first.number.value.to_integral_value():
        return None
    half = second.number.half * other.factor / one.factor
    flags = tuple(dict.fromkeys((*first.number.flags, *second.number.flags)))
    return Measured(Number(first.number.value + added, half, flags), one)
