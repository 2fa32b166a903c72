"""What licences and requirements state as quantities and strengths, in the measures they count in."""

from __future__ import annotations

from decimal import Decimal

from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.numbers import Number, read_number
from precursors.registers.amounts import Measured, measured

WHOLE = Decimal(100)


def ceiling(quantity: Figure | None, unit: str | None, key: str | None, source: Convention, field: str) -> Measured:
    """What a licence means by a quantity of a substance; one that says its own unit needs none beside it."""
    says_unit = quantity is not None and quantity.number is None and any(map(str.isalpha, quantity.text))
    much = measured(quantity, None if says_unit else unit, key, source)
    return much._replace(wrong=much.wrong.about(field) if much.wrong else None)


def used_so_far(used: Figure | None, unit: str | None, key: str | None, source: Convention) -> Measured:
    """The same of what had been used of a quantity: nothing used is an amount, too."""
    much = ceiling(used, unit, key, source, "used")
    return Measured(0, much.measure, None) if much.wrong and much.wrong.code == "amount.zero" else much


def percent(figure: Figure | None, source: Convention, field: str) -> tuple[str | None, Problem | None]:
    """A strength in per cent as a decimal text, and what is wrong with it."""
    if figure is None:
        return None, None
    text = figure.text.strip().removesuffix("%").strip()
    number = figure.number if figure.number is not None else read_number(text, source)
    if isinstance(number, Problem):
        return None, number.about(field)
    value = number.value if isinstance(number, Number) else number
    if not 0 <= value <= WHOLE:
        return None, problem("licence.strength", field, value=figure.text)
    return f"{value.normalize():f}", None
