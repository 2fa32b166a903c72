"""Normalising: a stated quantity becomes micrograms of the controlled substance itself, or a question.

`recipe` resolves what does not depend on the number and is memoised; `normalise` takes one stated
quantity, with its packages, through the same recipe and adds every step with its source.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from precursors.problems import Problem, problem
from precursors.quantities.amounts import read_amount, read_scale
from precursors.quantities.conventions import Convention, convention
from precursors.quantities.conversion import Circumstances, convert, without_scale
from precursors.quantities.leading import split_leading
from precursors.quantities.numbers import read_number, read_plain
from precursors.quantities.profile import Profile, Salt, SolutionPoint
from precursors.quantities.recipe import Amount, Recipe, Size, as_number
from precursors.quantities.scales import Reading, Scale
from precursors.quantities.steps import Step
from precursors.quantities.strength import Strength, read_strength

__all__ = [
    "Amount", "Normalised", "Profile", "Recipe", "Salt", "SolutionPoint", "Stated", "Step",
    "explained", "kilograms", "measured", "normalise", "recipe", "recipe_of",
]  # fmt: skip

_REMEMBERED = 20_000
_SHARE_OF_ANOTHER = 10
"""Per cent in a product's text below which it may as well be the share of something else: "Fe 0.001 %"."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One quantity as a paper states it: cells as typed, numbers where the cell was numeric."""

    amount: str | int | Decimal | None = None
    """Text of the amount, which may hold units and packages; a number when the cell was one."""

    unit: str = ""
    concentration: str | Decimal | None = None
    basis: str = ""
    salt: str = ""
    packages: str | int | None = None
    package_size: str = ""
    """What one package holds, with its unit, for instance `200 L`."""

    temperature: str | Decimal | None = None
    """Degrees Celsius at which a volume was measured."""

    density: str | Decimal | None = None
    """Kilograms per litre, where the paper states it."""

    convention: Convention | str | None = None
    free_text: bool = False
    """Whether the amount is a product's text, in which words that measure nothing are skipped."""


Normalised: TypeAlias = Amount
"""The answer. Masses are whole micrograms, volumes whole 1e-9 litres; None is unknown, never 0."""


def kilograms(micro: int | None) -> str | None:
    """Micrograms as kilograms (or 1e-9 L as litres) with nine decimals; None stays None."""
    return None if micro is None else f"{micro // 10**9}.{micro % 10**9:09d}"


_LITRE = Scale(None, Fraction(1))

_memory: OrderedDict[tuple[object, ...], Recipe] = OrderedDict()


def recipe(
    unit: str = "",
    *,
    profile: Profile | None = None,
    concentration: str | Decimal | None = None,
    basis: str = "",
    salt: str = "",
    package_size: str = "",
    temperature: str | Decimal | None = None,
    density: str | Decimal | None = None,
    source: Convention | str | None = None,
) -> Recipe:
    """Return the recipe of everything but the number; made once for equal texts and profile."""
    writes = source if isinstance(source, Convention) else convention(source)
    key = (unit, concentration, basis, salt, package_size, temperature, density, writes.name, id(profile))
    found = _memory.get(key)
    if found is not None and found.profile is profile and found.convention is writes:
        return found
    scale = read_scale(unit, convention=writes, solid=_solid(profile), package_size=package_size)
    stated = Stated(None, unit, concentration, basis, salt, None, package_size, temperature, density, writes)
    made = _made(scale, stated, writes, profile)
    _memory[key] = made
    if len(_memory) > _REMEMBERED:
        _memory.popitem(last=False)
    return made


def _solid(profile: Profile | None) -> bool:
    return profile is not None and profile.state.startswith("solid")


def _made(
    scale: Scale | Problem,
    stated: Stated,
    writes: Convention,
    profile: Profile | None,
    strengths: tuple[tuple[str, str], ...] = (),
) -> Recipe:
    """Return the recipe of a scale under the circumstances that `stated` tells."""
    temperature, density = _degrees(stated.temperature, writes), _density(stated.density, writes)
    problems = tuple(each for each in (temperature, density) if isinstance(each, Problem))
    around = Circumstances(
        strength=_strength(stated, writes, strengths if profile is not None else ()),
        salt=stated.salt,
        temperature=None if isinstance(temperature, Problem) else temperature,
        density=None if isinstance(density, Problem) else density,
    )
    conversion = without_scale(around, profile) if isinstance(scale, Problem) else convert(scale, around, profile)
    package = None if isinstance(scale, Problem) else _package(stated.package_size, scale, around, writes, profile)
    return Recipe(scale, conversion, profile, writes, package=package, problems=problems)


def _strength(stated: Stated, writes: Convention, found: tuple[tuple[str, str], ...]) -> Strength | Problem | None:
    """Return the strength of the cells; where they are empty, the one that stood in the amount's text."""
    if stated.concentration not in (None, "") or not found:
        return read_strength(stated.concentration, stated.basis, writes)
    read = [read_strength(f"{number} {unit}", stated.basis, writes) for number, unit in found]
    text = "; ".join(f"{n} {u}" for n, u in found)
    if any(each != read[0] for each in read):
        return problem("strength.disagrees", "concentration", text=text)
    first = read[0]
    if isinstance(first, Strength) and first.basis is None and first.value < _SHARE_OF_ANOTHER:
        return problem("strength.unreadable", "concentration", text=text)
    return first


def _degrees(value: str | Decimal | None, writes: Convention) -> Decimal | Problem | None:
    """Degrees Celsius; a minus is welcome here."""
    if value is None or value == "":
        return None
    text = str(value).strip().replace("\u2212", "-").removesuffix("C").rstrip("°º ").strip()
    number = read_number(text.lstrip("+-"), writes)
    if isinstance(number, Problem) or number.flags:
        return problem("temperature.unreadable", "temperature", text=value)
    degrees = -number.value if text.startswith("-") else number.value
    if not -100 <= degrees <= 400:
        return problem("temperature.impossible", "temperature", text=value)
    return degrees


def _density(value: str | Decimal | None, writes: Convention) -> Decimal | Problem | None:
    if value is None or value == "":
        return None
    text = str(value).strip()
    decimal = text.replace(",", ".") if text.count(",") + text.count(".") == 1 else text
    number = read_number(decimal, convention("en-US") if decimal.startswith(("0", "1", "2")) else writes)
    if isinstance(number, Problem) or number.flags or not Decimal("0.4") <= number.value <= 4:
        return problem("density.unreadable", "density", value=value)
    return number.value


def _package(
    size: str, scale: Scale, around: Circumstances, writes: Convention, profile: Profile | None
) -> Size | None:
    """What one package holds, in the measure of `scale`; None where its cell does not say, or no density tells."""
    if not size.strip():
        return None
    reading = read_amount(size, convention=writes, solid=_solid(profile))
    if isinstance(reading, Problem):
        return None
    each, number = reading.scale, Fraction(reading.number.value)
    own, other = (each.kg, each.litres) if scale.kg is not None else (each.litres, each.kg)
    if own is not None:
        return Size(own * number)
    density = convert(_LITRE, around, profile).net_per_litre
    if other is None or not density:
        return None
    return Size(other * number * density if scale.kg is not None else other * number / density, at_most=True)


def normalise(stated: Stated, profile: Profile | None = None) -> Normalised:
    """Tell what `stated` comes to for the substance of `profile`; without one, only what the text states.

    Every answer is right, flagged, a question or a refusal; its code says which and why.
    """
    return measured(stated, profile)


def measured(stated: Stated, profile: Profile | None = None) -> Amount:
    """Return the same answer; its steps are made when they are asked for, so that many rows need not wait."""
    writes = stated.convention if isinstance(stated.convention, Convention) else convention(stated.convention)
    packages = _packages(stated.packages, writes)
    amount, unit = stated.amount, stated.unit
    if isinstance(packages, Problem):
        return _recipe_of(stated, unit, writes, profile).refused(packages)
    if (amount is None or amount == "") and packages is not None:
        amount, unit = packages, unit or ("packages" if stated.package_size else "")
    made = _recipe_of(stated, unit, writes, profile)
    if amount is None or isinstance(amount, str):
        return _from_text(amount or "", unit, stated, made, packages)
    return made.measure(amount, packages)


def recipe_of(stated: Stated, profile: Profile | None = None) -> Recipe:
    """Return the recipe of what `stated` says besides its amount and packages."""
    writes = stated.convention if isinstance(stated.convention, Convention) else convention(stated.convention)
    return _recipe_of(stated, stated.unit, writes, profile)


def _recipe_of(stated: Stated, unit: str, writes: Convention, profile: Profile | None) -> Recipe:
    return recipe(
        unit,
        profile=profile,
        concentration=stated.concentration,
        basis=stated.basis,
        salt=stated.salt,
        package_size=stated.package_size,
        temperature=stated.temperature,
        density=stated.density,
        source=writes,
    )


def _from_text(text: str, unit: str, stated: Stated, made: Recipe, packages: int | None) -> Amount:
    """Return a typed amount: a plain number for the recipe at hand, or a text with a scale of its own."""
    writes, profile = made.convention, made.profile
    if not (stated.package_size or unit.strip() or packages is not None):
        split = split_leading(text, writes, solid=_solid(profile))
        if split is not None:
            number, rest = split
            if isinstance(number, Problem):
                return made.refused(number)
            return _recipe_of(stated, rest, writes, profile).measure(number)
    plain = read_plain(text)
    alone = read_number(text, writes) if plain is None else plain
    if not isinstance(alone, Problem) and (unit.strip() or not stated.free_text):
        return made.measure(alone, packages)
    reading = read_amount(
        text,
        unit,
        convention=writes,
        solid=_solid(profile),
        package_size=stated.package_size,
        strict=not stated.free_text,
    )
    if isinstance(reading, Reading):
        own = _made(reading.scale, stated, writes, profile, reading.strengths)
        return own.measure(reading.number)
    return made.refused(reading)


def _packages(value: str | int | None, writes: Convention) -> int | Problem | None:
    """Return the count of packages, a whole number above 0."""
    if value is None or value == "":
        return None
    number = as_number(value) if isinstance(value, int) else read_number(value, writes)
    if isinstance(number, Problem):
        negative = number.code == "number.negative"
        return problem("packages.negative" if negative else "packages.not-whole", "packages", text=value)
    if number.value < 0:
        return problem("packages.negative", "packages", text=value)
    if number.value == 0 or number.flags or number.value != number.value.to_integral_value():
        return problem("packages.not-whole", "packages", text=value)
    return int(number.value)


def explained(amount: Amount) -> Normalised:
    """The full answer behind an amount: it makes its codes, uncertainty and steps when they are asked for."""
    return amount
