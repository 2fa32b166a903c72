"""Disposal orders closed in the year: how every gram of each substance was accounted for."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from precursors.audit.models import Act
from precursors.db.tables import LEAF_BITS
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.work_models import Reconciliation
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.scope.visible import visible

PARTS = ("seized", "kept", "used", "returned", "disposed", "residue", "loss", "unexplained", "added")
COLUMNS = (
    Column("substance", "substance"),
    Column("orders", "count"),
    *(Column(f"mass-{part}", "kg") for part in PARTS),
)


@report("disposal")
def disposal(asked: Asked) -> list[Table]:
    """Seized = kept + used + returned + disposed + residue + loss + unexplained; what was added stands apart."""
    start = datetime(asked.year, 1, 1, tzinfo=UTC)
    end = datetime(asked.year + 1, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
    query: Any = (
        select(Reconciliation, DisposalLine.substance)
        .join(DisposalLine, DisposalLine.id == Reconciliation.line)
        .join(DisposalOrder, DisposalOrder.id == Reconciliation.order_id)
        .join(Act, Act.id == Reconciliation.id // (1 << LEAF_BITS))
        .where(Act.at.between(start, end))
    )
    total: dict[str, list[int]] = defaultdict(lambda: [0] * len(PARTS))
    orders: dict[str, set[int]] = defaultdict(set)
    for row, substance in asked.session.execute(visible(query, DisposalOrder, asked.sight.own)):
        orders[substance].add(row.order_id)
        for at, part in enumerate(PARTS):
            total[substance][at] += getattr(row, f"{part}_ug")
    rows = [Row((name, len(orders[name]), *figures), "/disposal") for name, figures in sorted(total.items())]
    return [Table("disposed-by-substance", COLUMNS, rows)]
