"""Stated amounts of goods in custody as net micrograms."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Stated, normalise
from precursors.quantities.profile import Profile

MOST_CONTAINERS = 9_999


class Weighed(NamedTuple):
    """Net mass, and its relative uncertainty in parts per million where the text itself leaves some."""

    net_ug: int
    ppm: int | None


def net_mass(
    figure: Figure | None, unit: str | None, convention: Convention, profile: Profile | None = None,
    concentration: str | None = None,
) -> Weighed | Problem | None:  # fmt: skip
    """Net mass of the goods as stated; a volume needs the density of the substance. None where nothing is stated."""
    if figure is None:
        return None
    amount = figure.number if figure.number is not None else figure.text
    stated = Stated(amount, unit or figure.unit or "", concentration, convention=convention)
    made = normalise(stated, profile)
    if made.net_ug is None and made.stated_ug is None:
        if made.stated_ul is not None:
            return problem("lot.volume-only", "quantity")
        return (made.problem or problem(made.code or "quantity.missing")).about("quantity")
    net = made.net_ug if made.net_ug is not None else made.stated_ug
    uncertainty = made.relative_uncertainty
    if not net:
        return problem("custody.weighs-nothing", "quantity")
    return Weighed(net, None if uncertainty is None else int(uncertainty * 1_000_000))


def whole(figure: Figure | None) -> int | None:
    """A count of containers; None where it is none."""
    if figure is None:
        return 1
    text = figure.text.strip()
    number = figure.number if figure.number is not None else Decimal(text) if text.isdecimal() else None
    if number is None or number != number.to_integral_value() or not 0 < number <= MOST_CONTAINERS:
        return None
    return int(number)


def shared(net_ug: int | None, parts: int) -> list[int | None]:
    """A mass in equal parts, what does not divide given to the first ones; None is unknown, never 0."""
    if net_ug is None:
        return [None] * parts
    each, rest = divmod(net_ug, parts)
    return [each + (n < rest) or None for n in range(parts)]
