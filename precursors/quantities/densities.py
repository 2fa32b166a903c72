"""How heavy a litre is: neat, at a temperature, or in a solution of tabulated strength."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from precursors.problems import Problem, problem
from precursors.quantities.profile import Profile, SolutionPoint
from precursors.quantities.strength import Strength

REFERENCE = Decimal(20)
"""Degrees Celsius at which densities are tabulated."""

_UNSTATED_SPAN = 15.0
"""Kelvin by which goods may be off the reference when no temperature is given."""

_SOLUTION_EXPANSION = 0.0005
"""Expansion per kelvin assumed for the uncertainty of aqueous solutions, never for their value."""

_TYPICAL_EXPANSION = 0.001
"""The same for a liquid whose own expansion is not known."""

_SINGLE_SOURCE = 0.01
_TOLERATED = Fraction(2, 100)


@dataclass(frozen=True, slots=True)
class Density:
    """Kilograms per litre of the goods as they were measured."""

    value: Fraction
    variance: float
    """Square of its relative uncertainty."""

    flags: tuple[str, ...]
    source: str


def sold_neat(profile: Profile) -> bool:
    """Whether the substance comes pure when nothing is said: a liquid without a table of solutions."""
    return profile.state == "liquid" and len(profile.solutions) == 0


def sold_in_solution(profile: Profile) -> bool:
    """Whether the substance comes in water, so that a strength must be stated."""
    return bool(profile.solutions) or profile.state.startswith(("solution", "gas"))


def neat_density(profile: Profile, temperature: Decimal | None, stated: Decimal | None) -> Density | Problem:
    """Return the density of the pure liquid at `temperature` (°C); a stated one wins if it is believable."""
    if stated is not None:
        return _stated(stated, profile.density)
    if sold_in_solution(profile):
        return solution_density(profile, Decimal(100), temperature, None)
    if profile.density is None or not profile.state.startswith("liquid"):
        return problem("amount.no-density", None, substance=profile.key)
    flags, variance = _known(profile.density_status)
    by, more_flags, more = _expansion(profile.expansion, temperature)
    return Density(
        Fraction(profile.density) * by,
        variance + more,
        (*flags, *more_flags),
        f"density of {profile.key} at 20 °C",
    )


def _stated(stated: Decimal, known: Decimal | None) -> Density | Problem:
    if not Decimal("0.4") <= stated <= Decimal(4):
        return problem("density.unreadable", "density", value=stated)
    if known is not None and abs(Fraction(stated) / Fraction(known) - 1) > Fraction(5, 100):
        return problem("density.disagrees", "density", stated=stated, known=known)
    exponent = stated.as_tuple().exponent
    half = 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
    return Density(Fraction(stated), (half / float(stated)) ** 2, ("density.stated",), "density stated")


def _known(status: str | None) -> tuple[tuple[str, ...], float]:
    """Return flags and variance that come with how well a figure is known."""
    text = (status or "").casefold()
    if "recalled" in text:
        return ("amount.recalled-density",), _SINGLE_SOURCE**2
    if "single" in text:
        return ("amount.single-source-density",), _SINGLE_SOURCE**2
    return (), 0.0


def _expansion(expansion: Decimal | None, temperature: Decimal | None) -> tuple[Fraction, tuple[str, ...], float]:
    """Factor of the density, flags and variance of a temperature that is stated, or not."""
    if temperature is None:
        return Fraction(1), (), (_UNSTATED_SPAN * float(expansion or 0)) ** 2
    away = temperature - REFERENCE
    if expansion is not None:
        return 1 - Fraction(expansion) * Fraction(away), (), 0.0
    if away == 0:
        return Fraction(1), (), 0.0
    return Fraction(1), ("density.no-expansion",), (_TYPICAL_EXPANSION * float(away)) ** 2


def mixture_density(
    profile: Profile, strength: Strength, temperature: Decimal | None, stated: Decimal | None
) -> Density | Problem:
    """Return the density of goods of `strength` by mass: tabulated, or stated on the paper."""
    stated = stated if stated is not None else strength.density
    if profile.solutions:
        return solution_density(profile, strength.value, temperature, stated)
    if stated is not None:
        return _stated(stated, None)
    return problem("density.missing", "density", substance=profile.key, strength=strength.value)


def solution_density(
    profile: Profile, percent: Decimal, temperature: Decimal | None, stated: Decimal | None
) -> Density | Problem:
    """Return the density at `percent` (w/w), interpolated in the table; a stated one must agree."""
    found = _interpolated(profile.solutions, percent)
    if found is None:
        if stated is not None:
            return _stated(stated, None)
        return problem("density.missing", "density", substance=profile.key, strength=percent)
    value, status = found
    if stated is not None and abs(Fraction(stated) / value - 1) > _TOLERATED:
        return problem("density.disagrees", "density", stated=stated, known=float(round(value, 4)))
    flags, variance = _known(status)
    away = _UNSTATED_SPAN if temperature is None else float(temperature - REFERENCE)
    if temperature is not None and away:
        flags = (*flags, "density.no-expansion")
    variance += (_SOLUTION_EXPANSION * away) ** 2
    return Density(value, variance, flags, f"solution density of {profile.key} at {percent} %")


def _interpolated(points: tuple[SolutionPoint, ...], percent: Decimal) -> tuple[Fraction, str] | None:
    """Density and status at `percent`, None outside the table."""
    ordered = sorted(points, key=lambda point: point.percent)
    for point in ordered:
        if point.percent == percent:
            return Fraction(point.density), point.status
    for low, high in pairwise(ordered):
        if low.percent < percent < high.percent:
            share = Fraction(percent - low.percent) / Fraction(high.percent - low.percent)
            between = Fraction(low.density) + share * (Fraction(high.density) - Fraction(low.density))
            return between, f"{low.status}; {high.status}"
    return None
