"""Take shipments back, and lessen the months they were counted in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from precursors.audit.acts import OpenAct
from precursors.ledger.reversing import batches, withdraw
from precursors.trade.models import Shipment
from precursors.trade.months import add_months


def reverse(act: OpenAct, targets: Sequence[int]) -> None:
    """Reverse standing shipments in an open act."""
    withdraw(act, targets)
    months: dict[str, dict[tuple[str, str, str], list[int]]] = {}
    for batch in batches(sorted(targets)):
        for row in act.session.execute(select(Shipment).where(Shipment.id.in_(batch))).scalars():
            sums = months.setdefault(row.agency, {})
            total = sums.setdefault((row.substance, row.direction, row.day.isoformat()[:7]), [0] * 5)
            known = row.base_ug is not None
            amounts = (row.base_ug or 0, row.net_ug or 0, row.ul or 0) if known else (0, 0, 0)
            for place, amount in enumerate((1, int(not known), *amounts)):
                total[place] += amount
    for agency, sums in months.items():
        add_months(act.session, agency, sums, sign=-1)
