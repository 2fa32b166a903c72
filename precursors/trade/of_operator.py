"""The shipments of one operator by month, for the operator's own page."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from precursors.audit.models import Reversal
from precursors.licensing.holding import holders_of
from precursors.licensing.models import Operator
from precursors.licensing.panels import Month, Panel
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment
from precursors.web.here import here

BACK = 2
"""Years the page looks back."""


def of_operator(session: Session, sight: Sight, operator: Operator) -> Panel:
    """Standing shipments the operator is party to, summed by month, substance and direction; two queries.

    What was declared before the operator was corrected counts, too.
    """
    today = here().today
    sqlite = session.get_bind().dialect.name == "sqlite"
    month: ColumnElement[str] = literal_column(
        "substr(shipment.day, 1, 7)" if sqlite else "to_char(shipment.day, 'YYYY-MM')"
    )
    stands = ~select(Reversal.id).where(Reversal.target == Shipment.id).exists()
    query = (
        select(
            month, Shipment.substance, Shipment.direction, func.count(), func.coalesce(func.sum(Shipment.base_ug), 0)
        )
        .where(Shipment.party.in_(holders_of(session, operator)), Shipment.day >= date(today.year - BACK, 1, 1), stands)
        .group_by(month, Shipment.substance, Shipment.direction)
        .order_by(month.desc(), Shipment.substance, Shipment.direction)
    )
    found = session.execute(visible(query, Shipment, sight))
    months = [Month(name, substance, way, int(rows), int(ug or 0)) for name, substance, way, rows, ug in found]
    return Panel(months, url_for("trade.shipments", operator=operator.identifier))
