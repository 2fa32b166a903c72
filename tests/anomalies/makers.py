"""Plain declarations, series of them, and what is known of everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from precursors.anomalies.rule import Deal, Declared, Finding, Known, OrderRule, Series, SeriesRule, Unweighed
from precursors.law.parameters import Parameters
from precursors.trade.rules import Limit

TODAY = date(2026, 11, 20)
KG = 10**9
START = date(2024, 1, 8)


def an_order(day: date = START, kg: float = 10, **changes: Any) -> Declared:  # noqa: ANN401 - any field
    """10 kg of acetone imported from a usual partner."""
    plain = Declared(
        day.toordinal(), "XD-INS", "import", day, "acetone", frozenset({"acme", "usual"}), round(kg * KG), "usual"
    )
    return plain._replace(**changes)


def unweighed(order: Declared, **changes: Any) -> Unweighed:  # noqa: ANN401 - any field
    """The same deal where nobody knows its mass."""
    own = {name: getattr(order, name) for name in Unweighed._fields if name != "base_ug"}
    return Unweighed(**(own | changes))


def every(days: int, kilograms: Iterable[float], start: date = START, **changes: Any) -> list[Declared]:  # noqa: ANN401 - any field
    """Orders so many days apart."""
    return [an_order(start + timedelta(days=days * n), kg, **changes) for n, kg in enumerate(kilograms)]


def known(**changes: Any) -> Known:  # noqa: ANN401 - any field
    """The project's own parameters; nothing known of anybody else."""
    return replace(Known(TODAY, Parameters(TODAY)), **changes)


def limit(kg: float | None = None, litres: float | None = None, *, above: bool = False) -> Any:  # noqa: ANN401 - what looks limits up
    """One threshold for everything."""
    ug, ul = (None if each is None else round(each * unit) for each, unit in ((kg, KG), (litres, 10**6)))
    return lambda *_: (Limit(ug, ul, True, "a law", above),)


def found(rule: SeriesRule, orders: Sequence[Deal], about: Known | None = None) -> list[Finding]:
    """What a rule finds in the orders of one operator."""
    ordered = sorted(orders, key=lambda each: (each.day, each.key))
    weighed = [each for each in ordered if isinstance(each, Declared)]
    others = [each for each in ordered if isinstance(each, Unweighed)]
    return list(rule(Series("XD-INS", "party:acme", weighed, unweighed=others), about or known()))


def seen(rule: OrderRule, orders: Iterable[Declared], about: Known | None = None) -> list[Finding]:
    """What a rule finds in orders, each looked at alone."""
    return [finding for order in orders if (finding := rule(order, about or known()))]
