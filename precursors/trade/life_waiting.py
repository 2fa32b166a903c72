"""Consignments that wait for somebody: not received in time, arrived with a discrepancy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.lives.models import State, Transition
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.registers.terms import DEMO
from precursors.trade.life import TRAVELLING
from precursors.trade.life_models import Consignment, Count
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
        number = sum(len(passed(asked.facts, agency, here().today)) for agency in asked.agencies)
        yield Waiting("app.waits-declarations", number, url_for("consignments.index", state=DECLARED), late=True)
    if asked.reader.may(Permission.RELEASE_CONSIGNMENT):
        number = count(asked.facts, SHELF, asked.reader.sight, "release-requested")
        yield Waiting("app.waits-release", number, url_for("consignments.index", state="release-requested"))


DECLARED = "released,in-transit,arrived,received,discrepancy"
"""States in which what is to be declared or reported of goods is not over."""

CLOCKS = (
    ("return-declaration", "release", ("not-occur",), "declared"),
    ("discrepancy-report", "differ", ("resolve", "escalate"), None),
)
"""Deadline, the step it runs from, steps that end it, the count that ends it."""


class Passed(NamedTuple):
    """Something about a consignment that was due and has not been done."""

    row: Consignment
    what: str
    due: Due


def passed(session: Session, agency: str, today: date) -> list[Passed]:
    """Return declarations and discrepancies of an agency past their lawful day; two queries a clock."""
    found = by_code(session, agency)
    if found is None:
        return []
    law = deadlines(demo=found.country == DEMO)
    late = []
    for what, start, ends, point in CLOCKS:
        for row, since in _running(session, agency, start, ends, point):
            try:
                due = law.due(found.country, what, since)
            except NotInForce:
                continue
            if today > due.day:
                late.append(Passed(row, what, due))
    return late


def _running(
    session: Session, agency: str, start: str, ends: tuple[str, ...], point: str | None
) -> list[tuple[Consignment, date]]:
    """Consignments for which a clock has begun and not ended, with the day of its last beginning."""
    step, ended = aliased(Transition), aliased(Transition)
    own = (step.kind == Consignment.__tablename__, step.agency == agency, step.verb == start)
    done = select(ended.id).where(
        ended.kind == Consignment.__tablename__, ended.subject == step.subject, ended.verb.in_(ends), ended.id > step.id
    )
    query: Any = select(Consignment, func.max(step.day)).join(Current, stands(Consignment))
    query = query.join(step, step.subject == Consignment.key).where(*own, ~done.exists())
    if point is not None:
        query = query.where(~select(Count.id).where(Count.subject == step.subject, Count.point == point).exists())
    return [(row, since) for row, since in session.execute(query.group_by(Consignment.id).order_by(Consignment.id))]


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
