"""The lawful clocks of consignments: from which step each runs, what ends it, whose day has passed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from precursors.agencies.service import by_code
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.lives.models import State, Transition
from precursors.lives.service import Step, stands_at
from precursors.registers.terms import DEMO
from precursors.trade.life import TRAVELLING
from precursors.trade.life_models import Consignment, Count
from precursors.trade.life_rules import last_day


class Clock(NamedTuple):
    """One lawful time of a consignment."""

    what: str
    """The deadline of law."""
    name: str
    """Key of what it is called."""
    starts: tuple[str, ...]
    """Steps it runs from: from the last of them."""
    ends: tuple[str, ...]
    """Steps that end it."""
    point: str | None = None
    """The count that ends it, too."""

    def ran(self, steps: Sequence[Step], declared: date | None) -> tuple[date, date | None] | None:
        """The day it began with the last of its steps, and the day it ended if it did; None where it never began."""
        at = max((at for at, step in enumerate(steps) if step.verb in self.starts), default=None)
        if at is None:
            return None
        noted = declared if self.point else None
        return steps[at].day, noted or next((step.day for step in steps[at:] if step.verb in self.ends), None)


RECEIPT = Clock(
    "not-received", "consignments.clock-not-received", ("release", "depart"),
    ("receive", "lose", "hold", "stop", "not-occur"),
)  # fmt: skip
DECLARING = (
    Clock("return-declaration", "consignments.clock-return-declaration", ("release",), ("not-occur",), "declared"),
    Clock("discrepancy-report", "consignments.clock-discrepancy-report", ("differ",), ("resolve", "escalate")),
    Clock("denied-release-report", "consignments.clock-denied-release-report", ("deny",), (), "declared"),
)
"""What somebody has to tell by a day."""

CLOCKS = (DECLARING[0], RECEIPT, *DECLARING[1:])
"""In the order of the page."""


class Passed(NamedTuple):
    """Something about a consignment that was due and has not been done."""

    row: Consignment
    what: str
    due: Due


def passed(session: Session, agency: str, today: date) -> list[Passed]:
    """Declarations and reports about consignments of an agency past their lawful day; a query a clock."""
    found = by_code(session, agency)
    if found is None:
        return []
    law = deadlines(demo=found.country == DEMO)
    late = []
    for clock in DECLARING:
        for row, since in _running(session, agency, clock):
            try:
                due = law.due(found.country, clock.what, since)
            except NotInForce:
                continue
            if today > due.day and due.entry.value.asks_of(row.direction):
                late.append(Passed(row, clock.what, due))
    return late


def _running(session: Session, agency: str, clock: Clock) -> list[tuple[Consignment, date]]:
    """Consignments for which a clock has begun and not ended, with the day of its last beginning."""
    step, ended = aliased(Transition), aliased(Transition)
    own = (step.kind == Consignment.__tablename__, step.agency == agency, step.verb.in_(clock.starts))
    done = select(ended.id).where(
        ended.kind == Consignment.__tablename__, ended.subject == step.subject, ended.verb.in_(clock.ends),
        ended.id > step.id,
    )  # fmt: skip
    begun = select(step.subject, func.max(step.day).label("since")).where(*own, ~done.exists()).group_by(step.subject)
    if clock.point is not None:
        noted = select(Count.id).where(Count.subject == step.subject, Count.point == clock.point)
        begun = begun.where(~noted.exists())
    running = begun.subquery()
    query: Any = select(Consignment, running.c.since).join(Current, stands(Consignment))
    query = query.join(running, running.c.subject == Consignment.key).order_by(Consignment.id)
    return [(row, since) for row, since in session.execute(query)]


def past_their_day(session: Session, agencies: Collection[str], today: date) -> list[int]:
    """Consignments of agencies about which something should have been told already."""
    late = (each.row.id for agency in agencies for each in passed(session, agency, today))
    return list(dict.fromkeys(late))


class Overdue(NamedTuple):
    """Goods on their way that nobody has received in time."""

    row: Consignment
    since: date
    days: int
    """How many days they had."""
    lawful: bool
    """Whether these are the days of the law, not those that are usual on that way."""


def overdue(session: Session, agency: str, today: date) -> list[Overdue]:
    """Consignments of an agency not received in the lawful days, or in twice the median of their way; two queries.

    Nothing where the law of its country is silent and too few journeys of the parties on that way are known.
    """
    found = by_code(session, agency)
    if found is None:
        return []
    left = select(func.max(Transition.day)).where(
        Transition.kind == Consignment.__tablename__,
        Transition.subject == Consignment.key,
        Transition.verb.in_(RECEIPT.starts),
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
        due = lawful_receipt(found.country, since)
        lawful = due.day if due else None
        last = last_day(since, lawful, usual.get(way_of(row), ()))
        if last is not None and today > last:
            late.append(Overdue(row, since, (last - since).days, last == lawful))
    return late


def lawful_receipt(country: str, since: date) -> Due | None:
    """The last day on which goods on their way since a day may be received; None where law or calendar are silent."""
    try:
        return deadlines(demo=country == DEMO).due(country, RECEIPT.what, since)
    except NotInForce:
        return None


def not_received(session: Session, agencies: Collection[str], today: date) -> list[int]:
    """Consignments of agencies that nobody has received in time."""
    return [each.row.id for agency in agencies for each in overdue(session, agency, today)]


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
        .where(began.verb.in_(RECEIPT.starts), ended.verb.in_(("arrive", "receive")), began.id < ended.id)
        .where(Consignment.agency == agency, ended.day >= today - LOOKED_BACK)
        .group_by(Consignment.id, *stated)
    )
    found: dict[_Way, list[int]] = {}
    for operator, counterparty, origin, destination, route, start, end in session.execute(query):
        way = _way(operator, counterparty, origin, destination, route)
        found.setdefault(way, []).append(max((end - start).days, 0))
    return found


def way_of(row: Consignment) -> _Way:
    """The way of a consignment, as `journeys` knows it."""
    return _way(row.operator, row.counterparty, row.origin, row.destination, row.route)


def _way(operator: str, counterparty: str | None, *places: str | None) -> _Way:
    return party(operator), party(counterparty or ""), *(folded(each or "") for each in places)
