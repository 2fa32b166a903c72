"""Consignments that wait for somebody: not received in time, arrived with a discrepancy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias

from flask import url_for
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.lives.models import State, Transition
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.registers.terms import DEMO
from precursors.trade.life import TRAVELLING
from precursors.trade.life_models import Consignment, Count
from precursors.trade.life_rules import last_day
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
    begun = select(step.subject, func.max(step.day).label("since")).where(*own, ~done.exists()).group_by(step.subject)
    if point is not None:
        begun = begun.where(~select(Count.id).where(Count.subject == step.subject, Count.point == point).exists())
    running = begun.subquery()
    query: Any = select(Consignment, running.c.since).join(Current, stands(Consignment))
    query = query.join(running, running.c.subject == Consignment.key).order_by(Consignment.id)
    return [(row, since) for row, since in session.execute(query)]


class Overdue(NamedTuple):
    """Goods on their way that nobody has received in time."""

    row: Consignment
    since: date
    days: int
    """How many days they had."""


def overdue(session: Session, agency: str, today: date) -> list[Overdue]:
    """Consignments of an agency not received in the lawful days, or in twice the median of their way; two queries.

    Nothing where the law of its country is silent and too few journeys of the parties on that way are known.
    """
    found = by_code(session, agency)
    law = deadlines(demo=found is not None and found.country == DEMO)
    if found is None:
        return []
    left = select(func.max(Transition.day)).where(
        Transition.kind == Consignment.__tablename__,
        Transition.subject == Consignment.key,
        Transition.verb.in_(("release", "depart")),
    )
    query = (
        select(Consignment, func.coalesce(left.scalar_subquery(), State.since))
        .join(Current, stands(Consignment))
        .join(State, stands_at(Consignment))
        .where(Consignment.agency == agency, State.state.in_(TRAVELLING))
        .order_by(State.since, Consignment.id)
    )
    travelling = list(session.execute(query))
    usual = journeys(session, agency, today) if travelling else {}
    late = []
    for row, since in travelling:
        try:
            lawful = law.due(found.country, "not-received", since).day
        except NotInForce:
            lawful = None
        last = last_day(since, lawful, usual.get(_way_of(row), ()))
        if last is not None and today > last:
            late.append(Overdue(row, since, (last - since).days))
    return late


LOOKED_BACK = timedelta(days=2 * 366)
"""How old a journey may be to say how long one takes."""

_Way: TypeAlias = tuple[str, ...]
"""Operator, counterparty, origin, destination and approved route, folded; what nobody stated is a way of its own."""


def journeys(session: Session, agency: str, today: date) -> dict[_Way, list[int]]:
    """The days each journey of an agency took, by the way it went and between whom; one query."""
    began, ended = aliased(Transition), aliased(Transition)
    stated = (
        Consignment.operator, Consignment.counterparty, Consignment.origin, Consignment.destination, Consignment.route,
    )  # fmt: skip
    query = (
        select(*stated, func.max(began.day), func.min(ended.day))
        .join(Current, stands(Consignment))
        .join(began, and_(began.subject == Consignment.key, began.kind == Consignment.__tablename__))
        .join(ended, and_(ended.subject == Consignment.key, ended.kind == Consignment.__tablename__))
        .where(began.verb.in_(("release", "depart")), ended.verb.in_(("arrive", "receive")), began.id < ended.id)
        .where(Consignment.agency == agency, ended.day >= today - LOOKED_BACK)
        .group_by(Consignment.id, *stated)
    )
    found: dict[_Way, list[int]] = {}
    for operator, counterparty, origin, destination, route, start, end in session.execute(query):
        way = _way(operator, counterparty, origin, destination, route)
        found.setdefault(way, []).append(max((end - start).days, 0))
    return found


def _way_of(row: Consignment) -> _Way:
    return _way(row.operator, row.counterparty, row.origin, row.destination, row.route)


def _way(operator: str, counterparty: str | None, *places: str | None) -> _Way:
    return party(operator), party(counterparty or ""), *(folded(each or "") for each in places)
