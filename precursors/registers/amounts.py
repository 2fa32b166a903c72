"""An amount of the controlled substance as registers state it: so many kilograms, or litres, of a named substance."""

from __future__ import annotations

from typing import NamedTuple

from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book


class Measured(NamedTuple):
    """An amount in its measure (base_ug or ul), None where none is stated; and what is wrong with it."""

    amount: int | None
    measure: str
    wrong: Problem | None


def measured(quantity: Figure | None, unit: str | None, substance: str | None, convention: Convention) -> Measured:
    """What a stated quantity of a substance comes to; litres stay litres. Nothing stated is no amount, never 0."""
    if quantity is None or substance is None:
        return Measured(None, "base_ug", None)
    figure = quantity.number if quantity.number is not None else quantity.text
    stated = Stated(figure, unit or quantity.unit or "", "100%", "w/w", "base", convention=convention)
    made = normalise(stated, book().profile(substance))
    if made.stated_ul is not None and made.status in {"ok", "ok_flag", "ask"} and made.stated_ug is None:
        return Measured(made.stated_ul // 1000, "ul", None)
    if made.stated_ug is not None and made.status in {"ok", "ok_flag"}:
        return Measured(made.stated_ug, "base_ug", None)
    wrong = made.problem or problem(made.code or "quantity.missing")
    return Measured(None, "base_ug", wrong.about("quantity"))
