"""What operators have bought, imported or exported in some days: sums of standing shipments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.law.limits import Sum
from precursors.licensing.dealings import Dealings
from precursors.trade.models import Shipment


def dealt(session: Session, asked: Dealings) -> Sum:
    """Kilograms and litres of the movements asked for; one query. At home it is what they bought, not sold."""
    mine: Any = true()
    if asked.names or asked.holders:
        at_home = asked.way == "domestic"
        mine = Shipment.counterparty.in_(asked.names) if at_home else Shipment.party.in_(asked.holders)
    query = (
        select(func.sum(Shipment.base_ug), func.sum(Shipment.ul))
        .join(Current, stands(Shipment))
        .where(
            Shipment.agency.in_(asked.agencies),
            Shipment.direction == asked.way,
            Shipment.substance == asked.substance,
            Shipment.day >= asked.first,
            Shipment.day <= asked.last,
            mine,
        )
    )
    base, ul = session.execute(query).one()
    return Sum(int(base or 0), int(ul or 0))
