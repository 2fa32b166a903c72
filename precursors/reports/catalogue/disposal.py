"""Disposal orders closed in the year: how every gram of each substance was accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from precursors.disposal.closing_models import Reconciliation
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.reports.beneath import Beneath, Counted, every
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import keys_of_year
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
    keys = keys_of_year(asked)
    query: Any = (
        select(Reconciliation, DisposalLine.substance)
        .join(DisposalLine, DisposalLine.id == Reconciliation.line)
        .join(DisposalOrder, DisposalOrder.id == Reconciliation.order_id)
        .where(Reconciliation.id >= keys.first, Reconciliation.id < keys.end)
    )
    own: dict[str, list[Reconciliation]] = defaultdict(list)
    for row, substance in asked.session.execute(visible(query, DisposalOrder, asked.sight.own)):
        own[substance].append(row)
    return [Table("disposed-by-substance", COLUMNS, [_row(name, those) for name, those in sorted(own.items())])]


def _row(substance: str, those: Sequence[Reconciliation]) -> Row:
    orders = sorted({row.order_id for row in those})
    parts = {part: [(row.order_id, getattr(row, f"{part}_ug")) for row in those] for part in PARTS}
    figures = (sum(ug for _, ug in each) for each in parts.values())
    beneath: dict[str, Beneath] = {f"mass-{part}": Counted(DisposalOrder, each) for part, each in parts.items()}
    return Row((substance, len(orders), *figures), beneath | {"orders": every(DisposalOrder, orders)})
