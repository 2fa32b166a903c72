"""What operators have bought, imported or exported in some days: sums of standing shipments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.law.limits import Sum
from precursors.licensing.dealings import Dealings
from precursors.trade.models import Shipment, ShipmentMonth


def dealt(session: Session, asked: Dealings) -> Sum:
    """Kilograms and litres of the movements asked for; one query. At home it is what they bought, not sold.

    Everybody's movements of whole months are read from the sums kept of them, however many there were.
    """
    if not (asked.names or asked.holders) and _whole_months(asked.first, asked.last):
        return _by_months(session, asked)
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


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(days=1)).day == 1


def _by_months(session: Session, asked: Dealings) -> Sum:
    """The same from monthly sums; litres are those of movements whose mass is known as well."""
    query = select(func.sum(ShipmentMonth.base_ug), func.sum(ShipmentMonth.ul)).where(
        ShipmentMonth.agency.in_(asked.agencies),
        ShipmentMonth.direction == asked.way,
        ShipmentMonth.substance == asked.substance,
        ShipmentMonth.month.between(f"{asked.first:%Y-%m}", f"{asked.last:%Y-%m}"),
    )
    base, ul = session.execute(query).one()
    return Sum(int(base or 0), int(ul or 0))
