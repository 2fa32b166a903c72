"""Measures whose day has passed, reports nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, or_, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.inspections.life import FINDINGS, REPORTS
from precursors.inspections.models import InspectionFinding
from precursors.inspections.shelves import REPORTED
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who inspect."""
    if asked.reader.may(Permission.RECORD_INSPECTIONS):
        query = select(func.count()).select_from(InspectionFinding).join(Current, stands(InspectionFinding))
        query = query.outerjoin(State, stands_at(InspectionFinding))
        undone = or_(State.state.is_(None), State.state == FINDINGS.first)
        query = query.where(InspectionFinding.agency.in_(asked.agencies), InspectionFinding.due < here().today, undone)
        number = int(asked.facts.execute(query).scalar_one())
        yield Waiting("app.waits-measures", number, url_for("inspection_findings.index", state="open"), late=True)
        number = count(asked.facts, REPORTED, asked.reader.sight, REPORTS.first)
        yield Waiting("app.waits-incident-reports", number, url_for("incident_reports.index", state=REPORTS.first))
