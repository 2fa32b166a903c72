"""Visits and measures whose day has passed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.inspections.life import FINDINGS, INSPECTIONS
from precursors.inspections.models import Inspection, InspectionFinding
from precursors.lives.models import State
from precursors.lives.service import stands_at


def late_visits(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Visits of agencies that were planned for a day gone by and have not been made; one query."""
    return _passed(session, Inspection, "day", INSPECTIONS.first, agencies, today)


def late_measures(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Findings of agencies whose measure should have been done already; one query."""
    return _passed(session, InspectionFinding, "due", FINDINGS.first, agencies, today)


def _passed(
    session: Session, model: type[Fact], day: str, first: str, agencies: Collection[str], today: date
) -> Collection[int]:
    """Standing records of agencies that are still in their first state after their day."""
    table = model.__table__.columns
    query = select(table["id"]).join(Current, stands(model)).outerjoin(State, stands_at(model))
    undone = or_(State.state.is_(None), State.state == first)
    query = query.where(table["agency"].in_(agencies), table[day] < today, undone)
    return session.execute(query).scalars().all()
