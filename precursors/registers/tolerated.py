"""A table of tolerances: how much may differ before it counts, in kilograms and per cent, by which paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from precursors.law.tolerances import LEVELS, Tolerances
from precursors.registers.panels import Cell, Panel
from precursors.web.figures import number
from precursors.web.texts import t


class Held(NamedTuple):
    """One tolerance to be shown: what it is called on the page, and the rule and scope it has in law."""

    told: Cell
    rule: str
    scope: str


def tolerated(law: Tolerances, country: str, held: Iterable[Held], day: date) -> Panel:
    """Every level of some tolerances that holds on a day, the milder one first."""
    rows = [
        [
            each.told, Cell(f"registers.tolerance-{level}", "page"),
            Cell(_beyond("editions.in-percent", entry.value.percent)), Cell(_beyond("editions.in-kg", entry.value.kg)),
            Cell(entry.citation),
        ]
        for each in held
        for level in reversed(LEVELS)
        if (entry := law.on(country, each.rule, each.scope, level, day)) is not None
    ]  # fmt: skip
    columns = [
        ("registers.tolerance-of", ""), ("registers.tolerance-level", ""), ("registers.tolerance-percent", "number"),
        ("registers.tolerance-kg", "number"), ("permits.law", ""),
    ]  # fmt: skip
    return Panel("registers.tolerances", columns, rows, "registers.no-tolerance")


def _beyond(key: str, figure: Decimal) -> str:
    return t(key, value=number(figure))
