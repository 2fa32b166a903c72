"""A recipe: everything about a quantity that does not depend on its number, resolved once.

`Recipe.measure` then turns numbers into whole micrograms and microlitres with integers alone, rounding
half-even once. Rows of a workbook that differ in their amounts only share one recipe.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from precursors.problems import Problem, problem
from precursors.quantities.codes import Status, status_of, worst
from precursors.quantities.conventions import Convention
from precursors.quantities.conversion import Conversion
from precursors.quantities.numbers import Number, exact, read_number, read_plain
from precursors.quantities.profile import Profile
from precursors.quantities.scales import Scale
from precursors.quantities.steps import Step, steps_from

MICRO = 10**9
"""Micrograms in a kilogram; volumes are counted alike, in 1e-9 litres, so that both print nine decimals."""

LARGEST = 10**17
"""1e8 kg or litres in micrograms; nothing larger is believed."""

UNUSUAL = 10**15
"""1e6 kg or litres in micrograms; above it the amount is flagged."""

_AGREE = Fraction(2, 100)

_FULL = Fraction(5, 100)
"""Mass and volume that differ by more disagree."""


class Size(NamedTuple):
    """What one package holds, in the measure of the amount: kilograms or litres.

    Where it was stated in the other one it is only what fits in: a drum is seldom full to the brim.
    """

    each: Fraction
    at_most: bool = False


def rounded(top: int, bottom: int) -> int:
    """Top / bottom as a whole number, half to even. `bottom` must be above 0."""
    whole, rest = divmod(top, bottom)
    twice = rest + rest
    if twice > bottom or (twice == bottom and whole & 1):
        return whole + 1
    return whole


class Amount:
    """One measured amount, in integers; the steps behind it are made only when somebody asks."""

    __slots__ = (
        "base_ug",
        "code",
        "net_ug",
        "number",
        "recipe",
        "stated_ug",
        "stated_ul",
        "status",
        "ul",
        "wrong",
    )

    def __init__(
        self,
        recipe: Recipe,
        number: int | Decimal | Number,
        status: Status,
        code: str | None,
        base_ug: int | None,
        net_ug: int | None,
        ul: int | None,
        stated_ug: int | None,
        stated_ul: int | None,
        wrong: tuple[Problem, ...] = (),
    ) -> None:
        self.recipe = recipe
        self.number = number
        self.status = status
        """ok, ok_flag, ask or refuse."""
        self.code = code
        """The first of the gravest codes, None when nothing was noticed."""
        self.base_ug = base_ug
        """Micrograms of the controlled substance itself; None when nobody can say."""
        self.net_ug = net_ug
        """Micrograms of goods as declared; None where only a volume of unknown density was stated."""
        self.ul = ul
        """Litres the law counts, in 1e-9 L; None where no volume was stated."""
        self.stated_ug = stated_ug
        """The amount as the text gives it, in micrograms, where it gives a mass."""
        self.stated_ul = stated_ul
        """The amount as the text gives it, in 1e-9 L, where it gives a volume."""
        self.wrong = wrong
        """Problems of this one number, besides those of the recipe."""

    @property
    def relative_uncertainty(self) -> Decimal | None:
        """One relative half width, added in quadrature; None while the amount is not known."""
        if self.stated_ug is None and self.stated_ul is None:
            return None
        return self.recipe.relative_uncertainty(self.number)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of the amount, problems first."""
        problems = (*self.wrong, *self.recipe.problems)
        number = self.number.flags if isinstance(self.number, Number) else ()
        own = tuple(code for code in (self.code,) if code)
        return tuple(dict.fromkeys((*own, *(each.code for each in problems), *number, *self.recipe.flags)))

    @property
    def problem(self) -> Problem | None:
        """The problem behind `code` with its values; None for a flag."""
        return next((each for each in (*self.wrong, *self.recipe.problems) if each.code == self.code), None)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The codes that flag without stopping."""
        return self.codes if self.status == "ok_flag" else ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every multiplication from the number as written to the substance itself."""
        scale = self.recipe.scale
        if scale is None or (self.stated_ug is None and self.stated_ul is None):
            return ()
        onward = () if self.base_ug is None else self.recipe.conversion.factors
        return steps_from(as_number(self.number).value, (*scale.factors, *onward))


def as_number(number: int | Decimal | Number) -> Number:
    """Return a number with its last digit's width, whatever it came as."""
    return number if isinstance(number, Number) else exact(number)


class Recipe:
    """Scale and conversion of a quantity; `measure` applies them to a number."""

    __slots__ = (
        "_code",
        "_grain",
        "_rates",
        "_status",
        "convention",
        "conversion",
        "flags",
        "package",
        "problems",
        "profile",
        "scale",
    )  # fmt: skip

    def __init__(
        self,
        scale: Scale | Problem,
        conversion: Conversion,
        profile: Profile | None,
        convention: Convention,
        *,
        package: Size | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        self.convention, self.conversion, self.profile = convention, conversion, profile
        self.package = package
        """What one package holds, where it is stated apart from the unit and can be held against the amount."""
        self.scale = None if isinstance(scale, Problem) else scale
        scale_problems = (scale,) if isinstance(scale, Problem) else ()
        self.problems = (*problems, *scale_problems, *conversion.problems)
        own = self.scale.flags if self.scale else ()
        self.flags = tuple(dict.fromkeys((*own, *conversion.flags)))
        self._status, self._code = worst((*(each.code for each in self.problems), *self.flags))
        self._prepare()

    def _prepare(self) -> None:
        """Work out integer ratios for one of the number: stated kg and L, base, net, counted litres."""
        scale, how = self.scale, self.conversion
        kg, litres = (scale.kg, scale.litres) if scale else (None, None)
        known = self._status != "refuse"
        sure = known and self._status != "ask"
        base = net = ul = None
        if known and litres is not None:
            ul = litres * how.content_per_litre
            net = None if how.net_per_litre is None else litres * how.net_per_litre
        if sure and kg is None and litres is not None and how.base_per_litre is not None:
            base = litres * how.base_per_litre
        if known and kg is not None:
            net = None if scale and scale.doses else kg
            base = kg * how.base_per_kg if sure and how.base_per_kg is not None else None
        ratios = (kg, litres, base, net, ul)
        made = {each: _ratio(each) for each in ratios if each is not None}  # equal ones are one, see `_measured`
        self._rates = tuple(None if each is None else made[each] for each in ratios)
        rate = self._rates[0] or self._rates[1]
        self._grain = rate[0] if rate and rate[1] == 1 else 1

    def measure(self, number: int | Decimal | Number | str, packages: int | None = None) -> Amount:
        """Return the amount of `number` units. A text is read under the recipe's convention.

        `packages`, where stated beside the amount, must agree with it. Never raises for any number.
        """
        if isinstance(number, str):
            plain = read_plain(number)
            read = read_number(number, self.convention) if plain is None else plain
            if isinstance(read, Problem):
                return self._nothing(read)
            number = read
        value = number.value if isinstance(number, Number) else number
        if isinstance(value, int):
            top, bottom = value, 1
        elif value.is_finite():
            top, bottom = value.as_integer_ratio()
        else:
            return self._nothing(problem("number.not-a-number", None, text=value))
        if top <= 0:
            return self._nothing(problem("number.negative" if top else "amount.zero", None, text=value))
        if packages is not None or (bottom != 1 and self.scale is not None and self.scale.counted):
            disagreement = self._packages(Fraction(top, bottom), packages)
            if disagreement is not None:
                return self._nothing(disagreement, top, bottom)
        return self._measured(number, top, bottom)

    def refused(self, wrong: Problem) -> Amount:
        """Return the answer where the amount cannot be had: `wrong`, or what is graver here."""
        return self._nothing(wrong)

    def _measured(self, number: int | Decimal | Number, top: int, bottom: int) -> Amount:
        kg, litres, base, net, ul = self._rates
        if kg is None and litres is None:
            return Amount(self, number, self._status, self._code, None, None, None, None, None)
        stated_ug = None if kg is None else rounded(top * kg[0], bottom * kg[1])
        stated_ul = None if litres is None else rounded(top * litres[0], bottom * litres[1])
        base_ug = stated_ug if base is kg else None if base is None else rounded(top * base[0], bottom * base[1])
        net_ug = stated_ug if net is kg else None if net is None else rounded(top * net[0], bottom * net[1])
        law_ul = stated_ul if ul is litres else None if ul is None else rounded(top * ul[0], bottom * ul[1])
        status, code = self._status, self._code
        largest = max(stated_ug or 0, stated_ul or 0, net_ug or 0)
        smallest = largest if base_ug is None else base_ug
        if largest > UNUSUAL or not smallest or self._grain % bottom or (largest and isinstance(number, Number)):
            return self._odd(number, top, bottom, (stated_ug, stated_ul, base_ug, net_ug, law_ul))
        return Amount(self, number, status, code, base_ug, net_ug, law_ul, stated_ug, stated_ul)

    def _odd(self, number: int | Decimal | Number, top: int, bottom: int, figures: tuple[int | None, ...]) -> Amount:
        """Judge amounts that need a second look: flagged numbers, very fine, large or small ones."""
        stated_ug, stated_ul, base_ug, net_ug, law_ul = figures
        largest = max(stated_ug or 0, stated_ul or 0, net_ug or 0)
        if largest > LARGEST:
            return self._nothing(problem("amount.too-large", None, limit="1e8 kg"))
        if not max(stated_ug or 0, stated_ul or 0) or base_ug == 0:
            return self._nothing(problem("amount.below-microgram"))
        noticed = list(number.flags) if isinstance(number, Number) else []
        if largest > UNUSUAL:
            noticed.append("amount.above-million-kg")
        if self._grain % bottom and self._finer(number, top, bottom):
            noticed.append("amount.rounded")
        status, code = self._status, self._code
        if noticed and status in ("ok", "ok_flag"):
            status, code = worst(noticed)
        return Amount(self, number, status, code, base_ug, net_ug, law_ul, stated_ug, stated_ul)

    def _finer(self, number: int | Decimal | Number, top: int, bottom: int) -> bool:
        """Whether the number's own digits say more than a microgram can hold."""
        rate = self._rates[0] or self._rates[1]
        if rate is None or top * rate[0] % (bottom * rate[1]) == 0:
            return False
        value = number.value if isinstance(number, Number) else Decimal(number)
        exponent = value.as_tuple().exponent
        return isinstance(exponent, int) and Fraction(rate[0], rate[1]) * Fraction(10) ** exponent < 1

    def _packages(self, number: Fraction, packages: int | None) -> Problem | None:
        scale = self.scale
        if scale is not None and scale.counted:
            if number.denominator != 1:
                return problem("packages.not-whole", None, text=float(number))
            if packages is not None and packages != number:
                return problem("packages.disagree", None, packages=packages, amount=number)
            return None
        if packages is None or self.package is None or scale is None:
            return None
        expected = self.package.each * packages
        total = number * (scale.kg if scale.kg is not None else scale.litres or Fraction(0))
        if self.package.at_most:
            fits = total <= (1 + _FULL) * expected
        else:
            fits = abs(total - expected) <= _AGREE * max(total, expected)
        return None if fits else problem("packages.disagree", None, packages=packages, amount=float(total))

    def _nothing(self, wrong: Problem, top: int = 0, bottom: int = 1) -> Amount:
        """Return an amount nobody can state: never 0, always nothing."""
        status, code = worst((wrong.code, *(each.code for each in self.problems)))
        kg, litres = self._rates[:2]
        asked = bool(top) and status_of(wrong.code) == "ask"
        stated_ug = rounded(top * kg[0], bottom * kg[1]) if asked and kg else None
        stated_ul = rounded(top * litres[0], bottom * litres[1]) if asked and litres else None
        return Amount(self, 0, status, code, None, None, None, stated_ug, stated_ul, (wrong,))

    def relative(self, number: int | Decimal | Number) -> float | None:
        """Return the relative half width of an amount of `number`, as a plain float for many rows."""
        scale = self.scale
        if scale is None or (scale.kg is None and scale.litres is None):
            return None
        value, half = (number.value, float(number.half)) if isinstance(number, Number) else (number, 0.5)
        if value <= 0:
            return None
        if isinstance(number, Decimal):
            exponent = number.as_tuple().exponent
            half = 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
        written = 0.0 if scale.counted else half / float(value)
        return sqrt(written * written + scale.variance + self.conversion.variance)

    def relative_uncertainty(self, number: int | Decimal | Number) -> Decimal | None:
        """Return the same to six places."""
        found = self.relative(number)
        return None if found is None else round(Decimal(found), 6)


def _ratio(value: Fraction) -> tuple[int, int]:
    scaled = value * MICRO
    return scaled.numerator, scaled.denominator
