"""Visits and measures whose day has passed, reports nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, or_, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.inspections.life import FINDINGS, INSPECTIONS, REPORTS
from precursors.inspections.models import Inspection, InspectionFinding
from precursors.inspections.shelves import REPORTED
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who inspect."""
    if asked.reader.may(Permission.RECORD_INSPECTIONS):
        number = _passed(asked, InspectionFinding, "due", FINDINGS.first)
        yield Waiting(
            "app.waits-measures", number, url_for("inspection_findings.index", state=FINDINGS.first), late=True
        )
        number = _passed(asked, Inspection, "day", INSPECTIONS.first)
        yield Waiting("app.waits-visits", number, url_for("inspections.index", state=INSPECTIONS.first), late=True)
        number = count(asked.facts, REPORTED, asked.reader.sight, REPORTS.first)
        yield Waiting("app.waits-incident-reports", number, url_for("incident_reports.index", state=REPORTS.first))


def _passed(asked: Asked, model: type[Fact], day: str, first: str) -> int:
    """How many standing records of the reader's agencies are still in their first state after their day."""
    table = model.__table__.columns
    query = select(func.count()).select_from(model).join(Current, stands(model)).outerjoin(State, stands_at(model))
    undone = or_(State.state.is_(None), State.state == first)
    query = query.where(table["agency"].in_(asked.agencies), table[day] < here().today, undone)
    return int(asked.facts.execute(query).scalar_one())
