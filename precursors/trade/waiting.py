"""Shipments that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from precursors.access.permissions import Permission
from precursors.trade.models import ShipmentMonth
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Records whose quantity nobody has resolved, for those who may."""
    if asked.reader.may(Permission.CORRECT_RECORDS):
        own = ShipmentMonth.agency.in_(asked.agencies)
        count = asked.facts.execute(
            select(func.coalesce(func.sum(ShipmentMonth.unresolved), 0)).where(own)
        ).scalar_one()
        yield Waiting("app.waits-unresolved", int(count), url_for("trade.shipments", status="unresolved"))
