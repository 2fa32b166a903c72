"""What operators declare to hold at the end of each period, and what they declare as lost in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select

from precursors.reports.beneath import Counted, every
from precursors.reports.drawing.stock_and_loss import draw
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, about, report
from precursors.reports.standing import standing
from precursors.stock.models import StockLine

COLUMNS = (
    Column("operator"), Column("period"), Column("declarations", "count"), Column("held", "kg"), Column("lost", "kg"),
)  # fmt: skip


def declared(asked: Asked) -> list[str]:
    """Substances of which stock was declared: those with most lines in the year first, then those with most ever."""
    in_year = func.count().filter(StockLine.last.between(asked.first, asked.last))
    query: Any = standing(asked, select(StockLine.substance), StockLine).group_by(StockLine.substance)
    query = query.order_by(in_year.desc(), func.count().desc(), StockLine.substance)
    return list(asked.session.execute(query).scalars())


@report("stock-and-loss", draw, substances=declared)
def stock_and_loss(asked: Asked) -> list[Table]:
    """By operator and period, all sites and processes together; as counted, by the books where nobody counted."""
    asked = about(asked, declared)
    query: Any = select(StockLine).where(
        StockLine.substance == asked.substance, StockLine.last.between(asked.first, asked.last)
    )
    query = standing(asked, query, StockLine).order_by(StockLine.operator, StockLine.last, StockLine.period)
    own: dict[tuple[str, str], list[StockLine]] = defaultdict(list)
    litres = []
    for line in asked.session.execute(query).scalars():
        if line.measure == "base_ug":
            own[line.operator, line.period].append(line)
        else:
            litres.append(line.id)
    left = [LeftOut("left-litres", len(litres), every(StockLine, litres))] if litres else []
    return [Table("stock-and-loss", COLUMNS, [_row(place, those) for place, those in own.items()], left)]


def _row(place: tuple[str, str], those: Sequence[StockLine]) -> Row:
    held, lost = _parts(those, _held), _parts(those, lambda line: line.loss_amount)
    beneath = {"held": Counted(StockLine, held), "lost": Counted(StockLine, lost)}
    declared = every(StockLine, [line.id for line in those])
    return Row((*place, len(those), _sum(held), _sum(lost)), beneath | {"declarations": declared})


def _held(line: StockLine) -> int | None:
    return line.closing_amount if line.counted_amount is None else line.counted_amount


def _parts(those: Sequence[StockLine], read: Callable[[StockLine], int | None]) -> list[tuple[int, int | None]]:
    return [(line.id, read(line)) for line in those]


def _sum(parts: Sequence[tuple[int, int | None]]) -> int | None:
    """Their sum; None where one of them is unknown."""
    return None if any(ug is None for _, ug in parts) else sum(ug or 0 for _, ug in parts)
