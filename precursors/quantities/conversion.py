"""From goods as stated to the controlled substance itself: strength, density, temperature, salt.

A `Conversion` holds for one kilogram and one litre of goods and does not know the amount, so it is made
once for all rows that differ in their amounts only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from precursors.problems import Problem, problem
from precursors.quantities.densities import (
    Density,
    mixture_density,
    neat_density,
    sold_in_solution,
    sold_neat,
)
from precursors.quantities.profile import Profile
from precursors.quantities.salts import find_salt
from precursors.quantities.scales import Factor, Scale
from precursors.quantities.strength import Strength

_PURE_ENOUGH = Decimal(90)
"""Per cent from which a strength of a neat liquid is its purity."""

_DISAGREE = 0.05


@dataclass(frozen=True, slots=True)
class Conversion:
    """Factors from one kilogram or litre of goods; None where the figure is not known."""

    base_per_kg: Fraction | None = None
    base_per_litre: Fraction | None = None
    net_per_litre: Fraction | None = None
    """Kilograms of goods in one litre of goods."""

    content_per_litre: Fraction = Fraction(1)
    """Litres of the substance in one litre of goods, where the law may count them (v/v)."""

    variance: float = 0.0
    flags: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that is stated about the goods besides their amount."""

    strength: Strength | Problem | None = None
    salt: str = ""
    temperature: Decimal | None = None
    density: Decimal | None = None


def convert(scale: Scale, around: Circumstances, profile: Profile | None) -> Conversion:
    """Return the conversion of goods measured by `scale`; its problems say why there is none."""
    if isinstance(around.strength, Problem):
        return Conversion(problems=(_impossible(around.strength, profile),))
    if profile is None:
        return Conversion()
    if profile.kind == "plant":
        return Conversion(problems=(problem("amount.plant-material", None, substance=profile.key),))
    if profile.kind == "article":
        return Conversion(problems=(problem("amount.article", None, text=profile.key),))
    found = _goods(scale, around, around.strength, profile)
    return _salted(found, scale, around, profile)


def without_scale(around: Circumstances, profile: Profile | None) -> Conversion:
    """Tell what stands against the goods whatever their amount, when the amount itself could not be read."""
    wrong = (_impossible(around.strength, profile),) if isinstance(around.strength, Problem) else ()
    if profile is not None and profile.kind == "plant":
        wrong = (*wrong, problem("amount.plant-material", None, substance=profile.key))
    return Conversion(problems=wrong)


def _impossible(wrong: Problem, profile: Profile | None) -> Problem:
    """The same problem; a strength above 100 % that such goods do reach is one to be asked about."""
    if wrong.code != "strength.above-hundred" or profile is None or Decimal(wrong.values["value"]) > profile.strongest:
        return wrong
    return problem("strength.oleum", "concentration", value=wrong.values["value"])


def _goods(scale: Scale, around: Circumstances, strength: Strength | None, profile: Profile) -> Conversion:
    if profile.kind == "group":
        known = scale.kg is not None
        problems = () if known else (problem("amount.no-density", None, substance=profile.key),)
        return Conversion(base_per_kg=Fraction(1), flags=("amount.group",), problems=problems)
    if scale.doses:
        return Conversion(base_per_kg=Fraction(1))
    if scale.kg is not None:
        by_mass = _by_mass(around, strength, profile)
        return _cross_checked(by_mass, scale, strength, profile) if scale.litres is not None else by_mass
    return _by_volume(around, strength, profile)


def _content(by: Fraction, strength: Strength) -> Conversion:
    """Return the content of goods as a fraction, with the uncertainty of the strength."""
    variance = float(strength.half / strength.value) ** 2
    step = Factor("strength", by, f"{strength.value} {strength.basis or '%'} stated")
    return Conversion(variance=variance, flags=strength.flags, factors=(step,))


def _by_mass(around: Circumstances, strength: Strength | None, profile: Profile) -> Conversion:
    if strength is None or strength.unknown:
        if sold_in_solution(profile):
            return Conversion(problems=(problem("strength.missing", "concentration", substance=profile.key),))
        return Conversion(base_per_kg=Fraction(1), flags=() if strength is None else strength.flags)
    share = Fraction(strength.value) / 100
    if strength.basis in (None, "w/w") or (strength.value == 100 and strength.basis == "v/v"):
        return replace(_content(share, strength), base_per_kg=share)
    stated = around.density if around.density is not None else strength.density
    if stated is None or strength.basis == "v/v":
        return Conversion(
            problems=(problem("density.missing", "density", substance=profile.key, strength=strength.value),)
        )
    per_litre = _mass_in_litre(strength, profile)
    if isinstance(per_litre, Problem):
        return Conversion(problems=(per_litre,))
    by = per_litre / Fraction(stated)
    return replace(_content(by, strength), base_per_kg=by)


def _mass_in_litre(strength: Strength, profile: Profile) -> Fraction | Problem:
    """Kilograms of substance in a litre of goods of a w/v, g/L or mol/L strength."""
    value = Fraction(strength.value)
    if strength.basis == "w/v":
        return value / 100
    if strength.basis == "mol/L":
        if profile.molar_mass is None:
            return problem("strength.no-molar-mass", "concentration", substance=profile.key)
        return value * Fraction(profile.molar_mass) / 1000
    return value


def _by_volume(around: Circumstances, strength: Strength | None, profile: Profile) -> Conversion:
    hot, boiling = around.temperature, profile.boiling_point
    if hot is not None and boiling is not None and hot > boiling:
        values = problem("amount.above-boiling-point", "temperature", temperature=hot, boiling=boiling)
        return Conversion(problems=(values,))
    if strength is None or strength.unknown:
        return _unstated_volume(around, strength, profile)
    if strength.basis in ("w/v", "kg/L", "mol/L"):
        by = _mass_in_litre(strength, profile)
        if isinstance(by, Problem):
            return Conversion(problems=(by,))
        return replace(_content(by, strength), base_per_litre=by, net_per_litre=_stated_net(around, strength))
    if strength.value == 100:
        return _weighed(neat_density(profile, around.temperature, around.density), _content(Fraction(1), strength))
    if strength.basis == "v/v":
        share = Fraction(strength.value) / 100
        pure = _weighed(neat_density(profile, around.temperature, None), _content(share, strength), share)
        return replace(pure, net_per_litre=_stated_net(around, strength), content_per_litre=share)
    return _by_mass_fraction(around, strength, profile)


def _stated_net(around: Circumstances, strength: Strength) -> Fraction | None:
    stated = around.density if around.density is not None else strength.density
    return None if stated is None else Fraction(stated)


def _unstated_volume(around: Circumstances, strength: Strength | None, profile: Profile) -> Conversion:
    """Litres whose strength nobody stated."""
    if sold_in_solution(profile):
        return Conversion(problems=(problem("strength.missing", "concentration", substance=profile.key),))
    flags = ("amount.assumed-neat",) if strength is None else strength.flags
    return _weighed(neat_density(profile, around.temperature, around.density), Conversion(flags=flags))


def _by_mass_fraction(around: Circumstances, strength: Strength, profile: Profile) -> Conversion:
    """Return a percentage by mass, or one whose basis must be found, of a volume."""
    share, content = Fraction(strength.value) / 100, _content(Fraction(strength.value) / 100, strength)
    purity = sold_neat(profile) and strength.value >= _PURE_ENOUGH
    if strength.basis is None and not purity:
        return Conversion(problems=(problem("basis.missing", "basis", strength=strength.value),))
    if purity:
        flags = () if strength.basis else ("basis.assumed-purity",)
        stated = around.density if around.density is not None else strength.density
        density = neat_density(profile, around.temperature, stated)
        return _weighed(density, replace(content, flags=(*content.flags, *flags)), share)
    return _weighed(mixture_density(profile, strength, around.temperature, around.density), content, share)


def _weighed(density: Density | Problem, content: Conversion, share: Fraction = Fraction(1)) -> Conversion:
    """`content` with the weight of a litre."""
    if isinstance(density, Problem):
        return replace(content, problems=(density,))
    step = Factor("density", density.value, density.source)
    return replace(
        content,
        base_per_litre=density.value * share,
        net_per_litre=density.value,
        variance=content.variance + density.variance,
        flags=(*content.flags, *density.flags),
        factors=(step, *content.factors),
    )


def _cross_checked(found: Conversion, scale: Scale, strength: Strength | None, profile: Profile) -> Conversion:
    """Mass and volume of the same goods must agree where their density is known."""
    pure = strength is None or strength.value >= _PURE_ENOUGH
    if profile.density is None or not sold_neat(profile) or not pure or scale.kg is None or not scale.litres:
        return found
    ratio = float(scale.kg / scale.litres / Fraction(profile.density))
    if abs(ratio - 1) <= _DISAGREE:
        return found
    return replace(found, problems=(problem("amount.mass-volume-disagree", None, ratio=round(ratio, 3)),))


def _salted(found: Conversion, scale: Scale, around: Circumstances, profile: Profile) -> Conversion:
    """`found` with the factor of the salt, or with what must be asked about it."""
    if profile.kind == "group":
        return found
    if not around.salt.strip():
        if not profile.salts:
            return found
        if scale.doses:
            return replace(found, problems=(*found.problems, problem("salt.missing", "salt", substance=profile.key)))
        solid = profile.state.startswith("solid")
        return replace(found, flags=(*found.flags, "salt.assumed-base")) if solid else found
    salt = find_salt(around.salt, profile)
    if isinstance(salt, Problem):
        return replace(found, problems=(*found.problems, salt))
    if salt.factor == 1:
        return found
    if isinstance(around.strength, Strength) and around.strength.basis == "mol/L":
        return replace(found, problems=(*found.problems, problem("salt.molar", "salt", text=around.salt)))
    by = Fraction(salt.factor)
    step = Factor("salt factor", by, f"molar masses of {profile.key} {salt.name}")
    return replace(
        found,
        base_per_kg=None if found.base_per_kg is None else found.base_per_kg * by,
        base_per_litre=None if found.base_per_litre is None else found.base_per_litre * by,
        factors=(*found.factors, step),
    )
