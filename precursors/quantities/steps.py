"""The multiplications behind an amount, written for a person to follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from precursors.quantities.scales import Factor


@dataclass(frozen=True, slots=True)
class Step:
    """One multiplication on the way to the result; figures are decimal texts in kg or L."""

    what: str
    from_: str
    to: str
    by: str
    source: str


def steps_from(number: Decimal, factors: Iterable[Factor]) -> tuple[Step, ...]:
    """Every multiplication from the number as written to the last of `factors`."""
    at = Fraction(number)
    steps = list[Step]()
    for factor in factors:
        to = at * factor.by
        steps.append(Step(factor.what, _decimal(at), _decimal(to), _decimal(factor.by), factor.source))
        at = to
    return tuple(steps)


def _decimal(value: Fraction) -> str:
    """A fraction as decimal text with at most twelve places."""
    micro = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{round(micro, 12):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
