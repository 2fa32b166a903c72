"""The times the law sets an order that no court decides: for deciding on it, and for destroying what it names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import countries_of
from precursors.db.tables import act_of
from precursors.disposal.loading import acts_of
from precursors.disposal.models import DisposalOrder, LegalRelease
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.lives.models import Transition
from precursors.registers.terms import DEMO

REGULATOR = "regulator"
"""Who decides where an operator asks that goods of its own be destroyed; law on that binds no court."""


class Moved(Protocol):
    """A step of an order's life, as far as a clock needs it."""

    @property
    def verb(self) -> str:
        """What was done."""

    @property
    def day(self) -> date:
        """When."""


class Time(NamedTuple):
    """One lawful time of an order."""

    what: str
    """The deadline of law."""
    starts: str | None
    """The step it runs from; None: from the day the order was asked for."""
    ends: tuple[str, ...]
    """Steps that end it."""

    def ran(self, asked: date, steps: Sequence[Moved]) -> tuple[date | None, date | None]:
        """The day it began, None where it has not, and the day it ended if it did; `asked` is the order's own."""
        if self.starts is None:
            since, rest = asked, steps
        else:
            at = max((at for at, step in enumerate(steps) if step.verb == self.starts), default=None)
            if at is None:
                return None, None
            since, rest = steps[at].day, steps[at:]
        return since, next((step.day for step in rest if step.verb in self.ends), None)


DECISION = Time("destruction-decision", None, ("release", "refuse-release", "permit-danger", "cancel"))
DESTRUCTION = Time("destruction", "release", ("end-work", "stop", "reject", "cancel"))
TIMES = (DECISION, DESTRUCTION)


def regulated(session: Session, orders: Collection[int]) -> set[int]:
    """Those of the orders (their keys) that no court or prosecutor has released; one query.

    What nobody has released yet may still be the regulator's.
    """
    query = select(LegalRelease.order_id).where(LegalRelease.order_id.in_(orders), LegalRelease.basis != REGULATOR)
    return set(orders) - set(session.execute(query).scalars())


def asked_on(session: Session, rows: Iterable[DisposalOrder]) -> dict[int, date]:
    """The day each order was asked for, by its key; one query."""
    rows = list(rows)
    acts = acts_of(session, rows)
    return {row.id: acts[act_of(row.id)].at.date() for row in rows}


def running(session: Session, rows: Sequence[DisposalOrder]) -> dict[int, dict[str, date]]:
    """The last day of each lawful time that runs, by the key of its order and the deadline; four queries."""
    lawful = regulated(session, [row.id for row in rows])
    rows = [row for row in rows if row.id in lawful]
    asked, steps, homes = (
        asked_on(session, rows),
        _steps(session, rows),
        countries_of(session, {row.agency for row in rows}),
    )
    found: dict[int, dict[str, date]] = {}
    for row in rows:
        country, own = homes[row.agency], found.setdefault(row.id, {})
        for time in TIMES:
            since, end = time.ran(asked[row.id], steps.get(bytes(row.key), ()))
            if since is None or end is not None:
                continue
            try:
                own[time.what] = deadlines(demo=country == DEMO).due(country, time.what, since).day
            except NotInForce:
                continue
    return found


def _steps(session: Session, rows: Iterable[DisposalOrder]) -> dict[bytes, list[Transition]]:
    """The steps of each order, oldest first, by its natural key."""
    found: dict[bytes, list[Transition]] = {}
    kind, keys = DisposalOrder.__tablename__, [bytes(row.key) for row in rows]
    query = select(Transition).where(Transition.kind == kind, Transition.subject.in_(keys)).order_by(Transition.id)
    for step in session.execute(query).scalars():
        found.setdefault(bytes(step.subject), []).append(step)
    return found
