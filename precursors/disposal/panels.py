"""What the page of an order shows beside it: the times the law sets for deciding on it, and for destroying."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.models import Act
from precursors.db.tables import act_of
from precursors.disposal.models import DisposalOrder, LegalRelease
from precursors.law.deadlines import deadlines
from precursors.lives.service import Step, history
from precursors.registers.panels import Cell, Panel
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO
from precursors.scope.visible import Sight

REGULATOR = "regulator"
"""Who decides where an operator asks that goods of its own be destroyed; law on that binds no court."""


class Time(NamedTuple):
    """One lawful time of an order."""

    what: str
    """The deadline of law."""
    starts: str | None
    """The step it runs from; None: from the day the order was asked for."""
    ends: tuple[str, ...]
    """Steps that end it."""


TIMES = (
    Time("destruction-decision", None, ("release", "refuse-release", "cancel")),
    Time("destruction", "release", ("end-work", "stop", "cancel")),
)


def times(session: Session, sight: Sight, row: DisposalOrder, today: date) -> Panel | None:
    """By when it is to be decided and destroyed, by which law; nothing where the law is silent or a court decides."""
    home = by_code(session, row.agency)
    if home is None or not _regulated(session, row):
        return None
    steps = history(session, sight, DisposalOrder.__tablename__, bytes(row.key))
    rows = []
    for time in TIMES:
        since, end = _ran(session, row, steps, time)
        if since is None or not deadlines(demo=home.country == DEMO).known(home.country, time.what, since):
            continue
        due, counted = reckoned(home.country, time.what, since)
        late = due is not None and (end or today) > due.day
        rows.append(
            [
                Cell(f"disposal.time-{time.what}", "page"), Cell(since, "day"),
                Cell(due.day if due else None, "day", guilty=late), Cell(end, "day"),
                Cell(due.entry.citation if due else None), Cell(counted, guilty=due is None),
            ]
        )  # fmt: skip
    columns = [
        ("consignments.clock", ""), ("consignments.runs-from", ""), ("consignments.due", ""), ("consignments.done", ""),
        ("consignments.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("consignments.clocks", columns, rows, "consignments.no-clocks") if rows else None


def _regulated(session: Session, row: DisposalOrder) -> bool:
    """Whether no court or prosecutor has released it; what nobody has released yet may still be the regulator's."""
    query = select(LegalRelease.basis).where(LegalRelease.order_id == row.id)
    return set(session.execute(query).scalars()) <= {REGULATOR}


def _ran(session: Session, row: DisposalOrder, steps: list[Step], time: Time) -> tuple[date | None, date | None]:
    """The day it began, None where it has not, and the day it ended if it did."""
    if time.starts is None:
        since, rest = session.execute(select(Act.at).where(Act.id == act_of(row.id))).scalar_one().date(), steps
    else:
        at = max((at for at, step in enumerate(steps) if step.verb == time.starts), default=None)
        if at is None:
            return None, None
        since, rest = steps[at].day, steps[at:]
    return since, next((step.day for step in rest if step.verb in time.ends), None)
