"""Quantities of authorisations: of the controlled substance itself in micrograms, or of the goods in microlitres."""

from __future__ import annotations

from typing import NamedTuple

from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book


class Goods(NamedTuple):
    """What a form says of the goods beside their quantity."""

    substance: str
    unit: str | None
    concentration: Figure | None
    basis: str | None
    salt: str | None


def measured(
    quantity: Figure, goods: Goods, convention: Convention, measure: str | None = None
) -> tuple[int, str] | Problem:
    """A quantity in `measure`, or in the one it is stated in: litres as litres of goods, all else as base.

    Without a strength the quantity is that of the substance itself, as the forms ask for it.
    """
    amount = quantity.number if quantity.number is not None else quantity.text
    strength = _strength(goods.concentration)
    stated = Stated(
        amount,
        goods.unit or quantity.unit or "",
        strength or "100%",
        (goods.basis or "") if strength else "w/w",
        goods.salt or "base",
        convention=convention,
    )
    made = normalise(stated, book().profile(goods.substance))
    if made.status == "refuse":
        return (made.problem or problem(made.code or "quantity.missing")).about("quantity")
    if made.stated_ul is not None and measure != "base_ug" and made.status in {"ok", "ok_flag", "ask"}:
        return made.stated_ul // 1000, "ul"
    if measure == "ul":
        return problem("release.other-measure", "unit", unit="L")
    if made.base_ug is not None and made.status in {"ok", "ok_flag"}:
        return made.base_ug, "base_ug"
    return (made.problem or problem(made.code or "quantity.missing")).about("quantity")


def _strength(figure: Figure | None) -> str | None:
    """The strength as a text with its per cent sign; a bare number is per cent."""
    if figure is None:
        return None
    if figure.number is None:
        return figure.text
    return f"{figure.number.normalize():f}%"
