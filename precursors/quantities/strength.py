"""Reads how strong goods are: "98 %", "95–98 %", "≥ 99.5 %", "37 % w/w", "40 g/L", "0.1 M", "unknown"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention, convention
from precursors.quantities.digits import clean
from precursors.quantities.numbers import Number, exact, read_number
from precursors.quantities.units import find_unit, fold
from precursors.quantities.words import alternatives, words

Basis = Literal["w/w", "v/v", "w/v", "kg/L", "mol/L"]


@dataclass(frozen=True, slots=True)
class Strength:
    """Content of the substance in the goods."""

    value: Decimal
    """Per cent (w/w, v/v, w/v or no basis), kilograms per litre, or moles per litre, as `basis` says."""

    half: Decimal
    """Half the width of what the value leaves open, in the unit of the value."""

    basis: Basis | None
    unknown: bool = False
    """Whether the paper says that the strength is not known."""

    density: Decimal | None = None
    """Density of the goods in kilograms per litre, where the text states one."""

    flags: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[Decimal, Decimal] | None:
        """Least and most per cent by mass it says; None where it is unknown or counts in another way."""
        if self.unknown or self.basis not in (None, "w/w"):
            return None
        if "strength.range" in self.flags:
            return self.value - self.half, self.value + self.half
        return self.value, Decimal(100) if "strength.bound" in self.flags else self.value


_DENSITY = re.compile(
    r"(?:density|densidad|densidade|densité|плотность|\bsg|\bs\.g\.|\bd|ρ)\s*(?:=|:|~)?\s*([0-9]+[.,][0-9]+)"
    r"(?:\s*(?:kg/l|g/ml|g/cm3|кг/л|г/мл|г/см3))?",
    re.IGNORECASE,
)
_PER_MASS = re.compile(r"(?:g\s?/\s?kg|mg\s?/\s?g|г\s?/\s?кг|мг\s?/\s?г)(?!\w)\s*", re.IGNORECASE)
"""Tenths of a per cent by mass."""

_LEADING = re.compile(r"^([^%°a-zA-Zа-яА-Я]*[0-9](?:[^%°a-zA-Zа-яА-Я]*[0-9])?)\s*(.*)$", re.DOTALL)
_PER_LITRE = {
    "gram-per-litre": Decimal("0.001"),
    "kilogram-per-litre": Decimal(1),
    "milligram-per-litre": Decimal("0.000001"),
}
_ASKED = {
    "baume": "strength.baume",
    "normality": "strength.normality",
    "molar-or-million": "strength.molar-or-other",
    "ppm": "strength.unit",
    "alcohol-strength": "strength.unit",
}
_SIGN_FIRST = re.compile(r"^%\s*([0-9][0-9.,]*)$")
"""%98, as Turkish writes it."""
_VOLUMES = re.compile(r"vol\w*\.?", re.IGNORECASE)
"""How many times its own volume of oxygen a peroxide gives off: 30 vol is no per cent by volume."""
_HEAVIEST_BY_VOLUME = 200
"""Grams in 100 mL that a heavy acid may reach: sulphuric acid of 98 % holds 180."""
_HEAVIEST_CONTENT = Decimal("0.6")
"""Kilograms per litre from which a figure is more likely the density of the goods than their strength."""


def read_strength(
    text: str | Decimal | None, basis: str | None, source: Convention | None = None
) -> Strength | Problem | None:
    """Return the strength that two cells state together; None when neither says one."""
    return _read(text if isinstance(text, str) else _plain(text), (basis or "").strip(), source or convention(None))


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{Decimal(value):f}"


@lru_cache(maxsize=8192)
def _read(text: str, basis: str, source: Convention) -> Strength | Problem | None:
    cleaned = clean(text.strip())
    if isinstance(cleaned, Problem):
        return problem("strength.unreadable", "concentration", text=text)
    body = cleaned[0]
    density = _stated_density(f"{body} {basis}")
    if not body:
        return None
    if {fold(body), body.casefold()} & words().of("strength_unknown"):
        return Strength(Decimal(100), Decimal(0), None, unknown=True, density=density, flags=("strength.unknown",))
    body = _percent().sub("%", _DENSITY.sub("", body)).strip()
    number, rest, flags = _value(body, source)
    if isinstance(number, Problem):
        return number
    if tenths := _PER_MASS.match(rest):
        number, rest = Number(number.value / 10, number.half / 10), f"% w/w {rest[tenths.end() :]}"
    return _based(number, rest, _percent().sub("%", _DENSITY.sub("", basis)), density, flags)


def _stated_density(text: str) -> Decimal | None:
    found = _DENSITY.search(text)
    return Decimal(found[1].replace(",", ".")) if found else None


def _value(body: str, source: Convention) -> tuple[Number | Problem, str, tuple[str, ...]]:
    """Return the number, the text behind it, and flags."""
    flags: tuple[str, ...] = ()
    body = _purity().sub("", body)
    lowered = _lowest().sub("", body)
    if lowered != body:
        body, flags = lowered, ("strength.bound",)
    body = _SIGN_FIRST.sub(r"\1 %", body)
    if plus := re.search(r"(?<=[0-9])\s*\+\s*(?=%|$)", body):
        body, flags = body[: plus.start()] + body[plus.end() :], ("strength.bound",)
    body = re.sub(r"([0-9])\s*%\s*(?=(?:-|±|\+/-|\.\.|to |a |до |à )\s*[0-9])", r"\1 ", body)
    match = _LEADING.match(body) or re.match(r"^(.*[0-9])\s*(.*)$", body, re.DOTALL)
    if match is None:
        return problem("strength.unreadable", "concentration", text=body), "", flags
    number = _percent_number(match[1].strip(), source)
    if isinstance(number, Problem):
        code = "strength.negative" if number.code == "number.negative" else "strength.unreadable"
        return problem(code, "concentration", text=body), "", flags
    behind = _allowed(number, match[2].strip())
    noted = tuple("strength.range" if flag == "number.range" else flag for flag in number.flags)
    return Number(number.value, number.half), behind, (*flags, *noted)


def _percent_number(text: str, source: Convention) -> Number | Problem:
    """Return a number that cannot be above a few hundred, so that a mark before three digits is decimal."""
    if re.fullmatch(r"[0-9]{1,3}[.,][0-9]+", text):
        return exact(Decimal(text.replace(",", ".")))
    return read_number(text, source)


def _based(
    number: Number, rest: str, basis: str, density: Decimal | None, flags: tuple[str, ...]
) -> Strength | Problem:
    none = convention(None)
    for text in (f"{rest} {basis}".strip(), rest, basis, *rest.split(" ", 1)[:1]):
        unit = find_unit(text, none) if text else None
        if unit is not None and unit.kind == "concentration" and not unit.code.startswith("percent"):
            return _per_volume(number, unit.code, density, flags)
    if rest.startswith("°"):  # acids are sold by degrees Baumé: 66° is 93 %
        return problem("strength.baume", "concentration", value=number.value)
    named = {name for name, pattern in _bases().items() if pattern.search(f"{rest} {basis}")}
    if "w/v" in named:
        named.discard("w/w")
    if len(named) > 1:
        return problem("basis.mismatch", "basis", text=f"{rest} {basis}".strip())
    if re.search(r"(?<![^\W\d_])[0-9]", rest) or _solvents_share().match(rest):  # 98 % 95 %; 2 % water
        return problem("strength.unreadable", "concentration", text=f"{number.value} {rest}")
    if _VOLUMES.fullmatch(rest) and not basis:
        return problem("strength.unit", "concentration", value=number.value)
    if number.value != 100 and (odd := _leftover(f"{rest} {basis}")):
        return problem("basis.unknown", "basis", text=odd)
    sign = "%" in rest or "%" in basis
    return _percentage(number, next(iter(named), None), density, flags, sign=sign)


def _percentage(
    number: Number, basis: Basis | None, density: Decimal | None, flags: tuple[str, ...], *, sign: bool
) -> Strength | Problem:
    value = number.value
    if value == 0:
        return problem("strength.zero", "concentration")
    if value > 100:
        heavy = basis == "w/v" and value <= _HEAVIEST_BY_VOLUME
        return problem("strength.heavy" if heavy else "strength.above-hundred", "concentration", value=value)
    if value <= 1 and not sign:
        return problem("strength.fraction-or-percent", "concentration", value=value)
    return Strength(value, number.half if value != 100 else Decimal(0), basis, density=density, flags=flags)


def _per_volume(number: Number, code: str, density: Decimal | None, flags: tuple[str, ...]) -> Strength | Problem:
    if code in _ASKED:
        return problem(_ASKED[code], "concentration", value=number.value)
    if number.value == 0:
        return problem("strength.zero", "concentration")
    if code in ("mol-per-litre", "mmol-per-litre"):
        by = Decimal(1) if code == "mol-per-litre" else Decimal("0.001")
        return Strength(number.value * by, number.half * by, "mol/L", density=density, flags=flags)
    by = _PER_LITRE[code]
    if code == "kilogram-per-litre" and number.value >= _HEAVIEST_CONTENT:
        return problem("strength.unit", "concentration", value=number.value)
    return Strength(number.value * by, number.half * by, "kg/L", density=density, flags=flags)


@cache
def _lowest() -> re.Pattern[str]:
    """What makes a figure the least of a strength, in front of it."""
    return re.compile(rf"^{alternatives(words().of('lowest'))}\s*", re.IGNORECASE)


@cache
def _purity() -> re.Pattern[str]:
    """What a strength may be called in front of it."""
    return re.compile(rf"^{alternatives(words().of('purity'))}\s*[:=]?\s*", re.IGNORECASE)


@cache
def _solvents_share() -> re.Pattern[str]:
    """A solvent right behind the figure: either what is left beside the goods, or their strength in it."""
    of, solvent = alternatives(words().of("share_of")), alternatives(words().of("solvents_share"))
    return re.compile(rf"%?\s*(?:{of}\s*)?{solvent}\s*$", re.IGNORECASE)


def _leftover(text: str) -> str:
    """Words about the basis that nobody knows."""
    for pattern in _bases().values():
        text = pattern.sub(" ", text)
    text = _plain_words().sub(" ", text)
    return " ".join(re.findall(r"[^\W\d_][^\W_]*", text))


@cache
def _bases() -> dict[Basis, re.Pattern[str]]:
    """What names each basis of a percentage."""
    listed: tuple[tuple[Basis, str], ...] = (("w/w", "by_mass"), ("v/v", "by_volume"), ("w/v", "mass_in_volume"))
    return {basis: _any_of(name, r"\s?/\s?") for basis, name in listed}


@cache
def _plain_words() -> re.Pattern[str]:
    """Words about a strength that change nothing."""
    return re.compile(_any_of("strength_plain", "/").pattern + r"\.?", re.IGNORECASE)


@cache
def _percent() -> re.Pattern[str]:
    """How a language writes the sign of per cent out."""
    return re.compile(_any_of("percent", "/").pattern + r"\.?", re.IGNORECASE)


def _any_of(name: str, stroke: str) -> re.Pattern[str]:
    return re.compile(alternatives(words().of(name)).replace("/", stroke), re.IGNORECASE)


def _allowed(number: Number, rest: str) -> str:
    """`rest` without what the strength had to keep to, where it does: 99.5 % (min 99 %), 37 % (36-38 %)."""
    found = _limit().match(rest)
    if found is None:
        return rest
    low, high = (Decimal(found[name].replace(",", ".")) if found[name] else None for name in ("low", "high"))
    if low is None or ((found["least"] or found["most"]) and high is not None):
        return rest
    if found["least"]:
        fits = low <= number.value
    elif found["most"]:
        fits = number.value <= low
    else:
        fits = high is not None and low <= number.value <= high
    return "%" if fits else rest


@cache
def _limit() -> re.Pattern[str]:
    """A limit, or a span in brackets, that ends the text behind a percentage."""
    least = words().of("lowest")
    most = words().bounds - least - {"<", ">"}
    figure = r"[0-9]{1,3}(?:[.,][0-9]+)?"
    return re.compile(
        rf"%\s*[(\[,;/]?\s*(?:(?P<least>{alternatives(least)})|(?P<most>{alternatives(most)})|(?<=[(\[]))\s*"
        rf"(?P<low>{figure})\s*%?(?:\s*-\s*(?P<high>{figure})\s*%?)?\s*[)\]]?$",
        re.IGNORECASE,
    )
