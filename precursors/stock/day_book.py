"""A return beside the daily operations of the same operator, site and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.words import folded
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight
from precursors.stock.examining import lines_of
from precursors.stock.knowing import told
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.operations import WAYS
from precursors.stock.operations_models import DailyOperation
from precursors.stock.rules import by_substance, measures_of

COLUMNS = {way: f"stock.column-{way}" for way in WAYS}


class Booked(NamedTuple):
    """What operations of one substance come to in one column of a return, in its measure."""

    substance: str
    way: str
    declared: int | None
    """None where no line says."""
    booked: int | None
    """None where of none of them the amount is known."""
    unknown: int
    """Operations whose amount nobody can say in this measure; they are in no sum."""

    @property
    def apart(self) -> int | None:
        """Declared less booked; None where either is not wholly known."""
        whole = not self.unknown and self.declared is not None and self.booked is not None
        return (self.declared or 0) - (self.booked or 0) if whole else None


def booked(lines: Iterable[StockLine], operations: Iterable[DailyOperation]) -> list[Booked]:
    """Each substance and column of which there are operations, by substance."""
    held = list(lines)
    grouped = by_substance(told(line).line for line in held)
    measures = {substance: measures_of(own)[0] for substance, own in grouped.items()}
    sums: dict[tuple[str, str], list[int | None]] = {}
    for each in operations:
        way = next((way for way, own in WAYS.items() if each.operation in own), None)
        if each.substance is not None and way is not None:
            amount = each.ul if measures.get(each.substance) == "ul" else each.base_ug
            sums.setdefault((each.substance, way), []).append(amount)
    found = []
    for (substance, way), amounts in sorted(sums.items(), key=lambda item: (item[0][0], list(WAYS).index(item[0][1]))):
        own = grouped.get(substance, ())
        mixed = bool(own) and len(measures_of(own)) > 1  # kilograms and litres are never added
        said = [line.amounts[way] for line in own if not mixed]
        stated = [amount for amount in said if amount is not None]
        known = [each for each in amounts if each is not None]
        declared, total = (sum(own) if own else None for own in (stated, known))
        found.append(Booked(substance, way, declared, total, len(amounts) - len(known)))
    return found


def day_book(session: Session, _sight: Sight, row: StockReturn, _today: date) -> Panel | None:
    """What the daily operations of the period come to; nothing where none are recorded."""
    query = (
        select(DailyOperation)
        .join(Current, stands(DailyOperation))
        .where(
            DailyOperation.agency == row.agency,
            DailyOperation.who == row.who,
            DailyOperation.day.between(row.first, row.last),
        )
    )
    operations = [
        each
        for each in session.execute(query).scalars()
        if row.site is None or folded(each.site or "") == folded(row.site)
    ]
    if not operations:
        return None
    lines = lines_of(session, row.key)
    grouped = by_substance(told(line).line for line in lines)
    measures = {name: "litres" if measures_of(own)[0] == "ul" else "kg" for name, own in grouped.items()}
    columns = [
        ("stock.substance", ""), ("stock.what", ""), ("stock.stated", "number"), ("stock.in-day-book", "number"),
        ("stock.apart", "number"), ("stock.not-counted", "number"),
    ]  # fmt: skip
    rows = [
        [
            Cell(each.substance, "substance"), Cell(COLUMNS[each.way], "page"),
            Cell(each.declared, measures.get(each.substance, "kg")),
            Cell(each.booked, measures.get(each.substance, "kg"), f"/daily-operations?text={row.operator}"),
            Cell(each.apart, measures.get(each.substance, "kg"), guilty=bool(each.apart)),
            Cell(each.unknown, "count", guilty=each.unknown > 0),
        ]
        for each in booked(lines, operations)
    ]  # fmt: skip
    return Panel("stock.day-book", columns, rows, "stock.nothing-to-compare")
