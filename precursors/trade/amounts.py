"""What stated amounts of one sort of goods mean: all in one measure, or the reasons why nobody can say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Normalised, Profile, Stated, normalise
from precursors.quantities.numbers import Number, read_number
from precursors.trade.measuring import microlitres


class Goods(NamedTuple):
    """What is said of the goods of a line beside its amounts."""

    unit: str
    concentration: str
    basis: str
    salt: str
    profile: Profile | None
    convention: Convention


class Measured(NamedTuple):
    """Amounts in one measure; those nobody stated are None."""

    measure: str
    amounts: dict[str, int | None]
    problems: list[Problem]


def measured(figures: Mapping[str, Figure | None], goods: Goods) -> Measured:
    """Every stated figure as a whole number of one measure; a stated zero is zero."""
    zeros = {name for name, figure in figures.items() if figure is not None and is_zero(figure, goods.convention)}
    made = {
        name: _normalised(figure, goods) for name, figure in figures.items() if figure is not None and name not in zeros
    }
    measure = "ul" if made and all(_in_litres_only(each) for each in made.values()) else "base_ug"
    amounts: dict[str, int | None] = dict.fromkeys(figures)
    problems = []
    for name, each in made.items():
        amounts[name] = _amount(each, measure)
        if amounts[name] is None:
            problems.append((each.problem or problem(each.code or "quantity.missing")).about(name))
    amounts.update(dict.fromkeys(zeros, 0))
    return Measured(measure, amounts, problems)


def is_zero(figure: Figure, convention: Convention) -> bool:
    """Whether somebody stated that there was nothing."""
    if figure.number is not None:
        return not figure.number
    number = read_number(figure.text, convention)
    return isinstance(number, Number) and not number.value


def _normalised(figure: Figure, goods: Goods) -> Normalised:
    amount = figure.number if figure.number is not None else figure.text
    unit = figure.unit or goods.unit
    stated = Stated(amount, unit, goods.concentration or None, goods.basis, goods.salt, convention=goods.convention)
    return normalise(stated, goods.profile)


def _in_litres_only(made: Normalised) -> bool:
    return made.stated_ul is not None and made.stated_ug is None and (made.base_ug is None or made.status == "ask")


def _amount(made: Normalised, measure: str) -> int | None:
    if measure == "ul":
        return None if made.stated_ul is None or made.status == "refuse" else microlitres(made.stated_ul)
    return made.base_ug if made.status in {"ok", "ok_flag"} else None


def decimals(
    names: Sequence[str], figures: Mapping[str, Figure | None], convention: Convention
) -> dict[str, str | None]:
    """Plain numbers as decimal text; None where there is none or it is not readable."""
    found: dict[str, str | None] = {}
    for name in names:
        figure = figures.get(name)
        number = figure.number if figure else None
        if figure and number is None:
            read = read_number(figure.text, convention)
            number = read.value if isinstance(read, Number) else None
        found[name] = None if number is None else f"{number:f}"
    return found
