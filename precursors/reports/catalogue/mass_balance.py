"""What each operator held at the beginning of the year, what came in and went out, what it must hold at the end."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from sqlalchemy import case

from precursors.reports.beneath import Beneath, Later
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.trade_figures import Sums, amounts, same, sums, unresolved
from precursors.trade.models import Shipment

FIGURES = ("opening", "in", "out", "closing")
COLUMNS = (Column("operator"), Column("substance", "substance"), *(Column(each, "kg") for each in FIGURES))
SIGN = {"import": 1, "export": -1, "domestic": -1, "transit": 0}
"""What a declared shipment does to its operator's holding."""


@report("mass-balance")
def mass_balance(asked: Asked) -> list[Table]:
    """From the shipments alone, as declared: a sum of papers. What operators counted stands in their returns."""
    by = (Shipment.operator, Shipment.substance, Shipment.direction)
    ever, year = sums(asked, *by, ever=True), sums(asked, *by)
    total: dict[tuple[str | None, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in ever:
        _add(total[_place(each)], each, SIGN[each.by[2]], opening=True)
    for each in year:
        _add(total[_place(each)], each, SIGN[each.by[2]], opening=False)
    rows = [
        Row(
            (name, substance, opening, came, went, opening + came - went),
            Later(FIGURES, partial(_beneath, asked, name, substance)),
        )
        for (name, substance), (opening, came, went) in sorted(total.items(), key=lambda pair: str(pair[0]))
        if opening or came or went
    ]
    return [Table("balances", COLUMNS, rows, unresolved(asked, year))]


def _place(each: Sums) -> tuple[str | None, str]:
    return each.by[0], each.by[1]


def _beneath(asked: Asked, name: str | None, substance: str) -> dict[str, Beneath]:
    base = Shipment.base_ug
    signed = case(*((Shipment.direction == way, sign * base) for way, sign in SIGN.items() if sign))
    own = (same(Shipment.operator, name), Shipment.substance == substance)
    went = Shipment.direction.in_([way for way, sign in SIGN.items() if sign < 0])
    return {
        "opening": amounts(asked, signed, *own, Shipment.day < asked.first, ever=True),
        "in": amounts(asked, base, *own, Shipment.direction == "import"),
        "out": amounts(asked, base, *own, went),
        "closing": amounts(asked, signed, *own, ever=True),
    }


def _add(total: list[int], each: Sums, sign: int, *, opening: bool) -> None:
    """Put a sum where it belongs: all time counts for the opening, from which the year is taken off again."""
    if opening:
        total[0] += sign * each.base_ug
        return
    total[0] -= sign * each.base_ug
    total[1 if sign > 0 else 2] += each.base_ug if sign else 0
