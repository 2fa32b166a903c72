"""An amount of the controlled substance as registers state it: so many kilograms, or litres, of a named substance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

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
    stated = Stated(_figure(quantity), unit or quantity.unit or "", "100%", "w/w", "base", convention=convention)
    made = normalise(stated, book().profile(substance))
    if made.stated_ul is not None and made.status in {"ok", "ok_flag", "ask"} and made.stated_ug is None:
        return Measured(made.stated_ul // 1000, "ul", None)
    if made.stated_ug is not None and made.status in {"ok", "ok_flag"}:
        return Measured(made.stated_ug, "base_ug", None)
    wrong = made.problem or problem(made.code or "quantity.missing")
    return Measured(None, "base_ug", wrong.about("quantity"))


def weighed(
    values: Mapping[str, Any], stated: Mapping[str, str | None], substance: str | None, convention: Convention
) -> tuple[dict[str, Any], list[Problem]]:
    """The columns base_ug, net_ug, ul and code of a stated quantity of goods, by its density if stated; what is wrong.

    A quantity that lacks what a person can choose is unknown, never nothing, and its problem can be kept; one that no
    choice could make right always stops its row.
    """
    unknown: dict[str, Any] = {"base_ug": None, "net_ug": None, "ul": None, "code": "quantity.missing"}
    quantity: Figure | None = values.get("quantity")
    if quantity is None or substance is None:
        return unknown, [problem("quantity.missing", "quantity")] if quantity is None else []
    strength, density = (
        (None if each is None else _figure(each)) for each in map(values.get, ("concentration", "density"))
    )
    unit, basis, salt = (stated.get(name) or "" for name in ("unit", "basis", "salt"))
    told = Stated(
        _figure(quantity), unit or quantity.unit or "", strength, basis, salt, density=density, convention=convention
    )
    found = normalise(told, book().profile(substance))
    if found.status in {"ok", "ok_flag"}:
        ul = None if found.ul is None else found.ul // 1000
        return {"base_ug": found.base_ug, "net_ug": found.net_ug, "ul": ul, "code": None}, []
    wrong = (found.problem or problem(found.code or "quantity.missing")).about("quantity")
    return unknown | {"code": found.code or "quantity.missing"}, [wrong if found.status == "refuse" else wrong.kept()]


def _figure(figure: Figure) -> Any:  # noqa: ANN401 - a number, or the text that holds one
    return figure.number if figure.number is not None else figure.text


def in_measure(amount: int, measure: str) -> str:
    """An amount of a measure as people compare it: litres of microlitres, kilograms of all else."""
    return f"{Decimal(amount).scaleb(-6 if measure == 'ul' else -9).normalize():f} {'L' if measure == 'ul' else 'kg'}"
