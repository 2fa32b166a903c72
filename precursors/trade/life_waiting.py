"""Consignments that wait for somebody: not received in time, arrived with a discrepancy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.registers.terms import DEMO
from precursors.trade.life import TRAVELLING
from precursors.trade.life_models import Consignment
from precursors.trade.life_shelves import SHELF
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who follow goods on their way."""
    if asked.reader.may(Permission.RECORD_SHIPMENTS):
        number = sum(len(overdue(asked.facts, agency, here().today)) for agency in asked.agencies)
        yield Waiting("app.waits-not-received", number, url_for("consignments.index", state="in-transit"), late=True)
        number = count(asked.facts, SHELF, asked.reader.sight, "discrepancy")
        yield Waiting("app.waits-discrepancies", number, url_for("consignments.index", state="discrepancy"))


def overdue(session: Session, agency: str, today: date) -> list[tuple[Consignment, date, int]]:
    """Consignments of an agency not received when the lawful days are over: since when on their way, how many days.

    Nothing where the law of its country is silent.
    """
    found = by_code(session, agency)
    law = deadlines(demo=found is not None and found.country == DEMO)
    if found is None:
        return []
    query = (
        select(Consignment, State.since)
        .join(Current, stands(Consignment))
        .join(State, stands_at(Consignment))
        .where(Consignment.agency == agency, State.state.in_(TRAVELLING))
        .order_by(State.since, Consignment.id)
    )
    late = []
    for row, since in session.execute(query):
        try:
            due = law.due(found.country, "not-received", since)
        except NotInForce:
            continue
        if today > due.day:
            late.append((row, since, due.entry.value.days))
    return late
