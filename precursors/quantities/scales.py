"""What one of a stated number is, in kilograms or litres as stated, and the steps that say so."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from precursors.problems import Problem, problem
from precursors.quantities.numbers import Number
from precursors.quantities.units import Unit, unit_edition


@dataclass(frozen=True, slots=True)
class Factor:
    """One multiplication on the way, for the steps that a person reads."""

    what: str
    by: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Scale:
    """What one of the stated number is."""

    kg: Fraction | None
    """Kilograms in one, where a mass was stated."""

    litres: Fraction | None
    """Litres in one, where a volume was stated."""

    variance: float = 0.0
    """Square of the relative uncertainty that the text itself leaves open, without the number's."""

    counted: bool = False
    """Whether the number counts packages or doses and is therefore exact."""

    doses: bool = False
    """Whether the content is per tablet or dose, so that base or salt must be said."""

    flags: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = ()
    beside: bool = False
    """Whether what one package holds follows the package without a word between."""

    unit: str = ""
    """Code of the unit that measures."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A stated amount, understood."""

    number: Number
    scale: Scale
    strengths: tuple[tuple[str, str], ...] = ()
    """(number, unit) of strengths that stood in the same text."""


def measuring(unit: Unit) -> Scale | Problem:
    """One of a unit of mass or volume."""
    if unit.policy == "refuse" or (unit.factor is None and unit.policy == "accept"):
        return problem("unit.gross" if unit.code == "gross-kilogram" else "unit.refused", None, unit=unit.spelling)
    if unit.policy != "accept" or unit.factor is None:
        return problem("unit.ambiguous", None, unit=unit.spelling, candidates=", ".join(unit.candidates))
    by = Fraction(unit.factor)
    step = Factor(f"unit {unit.spelling}", by, f"units {unit_edition()[:12]}")
    mass = unit.kind == "mass"
    return Scale(kg=by if mass else None, litres=None if mass else by, factors=(step,), unit=unit.code)
