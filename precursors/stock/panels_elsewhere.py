"""What pages of operators and of stock lines show of returns."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.licensing.models import Operator
from precursors.lives.service import states_of
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight, visible
from precursors.stock.life import RETURNS
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.returns import OWED
from precursors.web.access import reader

NEWEST = 8
"""Returns shown on the page of an operator."""


def of_operator(session: Session, sight: Sight, row: Operator, today: date) -> Panel | None:
    """The newest returns of an operator, for those who read returns: where each stands, and what is late."""
    if not reader().may(Permission.READ_STOCK):
        return None
    query: Any = (
        select(StockReturn).join(Current, stands(StockReturn)).order_by(StockReturn.last.desc(), StockReturn.id)
    )
    query = query.where(StockReturn.agency == row.agency, StockReturn.who == row.key.hex()).limit(NEWEST)
    found = list(session.execute(visible(query, StockReturn, sight.own)).scalars())
    refs, where = (
        refs_of(session, StockReturn, [e.id for e in found]),
        states_of(session, RETURNS, [e.key for e in found]),
    )
    columns = [
        ("stock.reference", ""), ("stock.period", ""), ("stock.site", ""), ("stock.due", ""), ("stock.state", ""),
    ]  # fmt: skip
    rows = []
    for each in found:
        state = where[each.key].state
        late = each.due is not None and each.due < today and state in OWED
        rows.append(
            [
                Cell(refs[each.id], "text", url_for("returns.show", ref=refs[each.id])),
                Cell(each.period),
                Cell(each.site),
                Cell(each.due, "day", None, late),
                Cell(state, "state", None, late),
            ]
        )
    return Panel("stock.of-operator", columns, rows, "stock.none-of-operator")


def of_line(session: Session, _sight: Sight, row: StockLine, _today: date) -> Panel:
    """The return a line belongs to."""
    keys = standing(session, [row.return_key])
    refs = refs_of(session, StockReturn, keys.values())
    rows = [[Cell(ref, "text", url_for("returns.show", ref=ref)), Cell(row.period)] for ref in refs.values()]
    return Panel("stock.return", [("stock.reference", ""), ("stock.period", "")], rows, "stock.no-return")
