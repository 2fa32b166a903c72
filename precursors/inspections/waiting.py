"""Visits and measures whose day has passed, losses nobody has reported, reports nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.inspections.life import REPORTS
from precursors.inspections.shelves import LATE_MEASURES, LATE_VISITS, REPORTED
from precursors.inspections.unreported import LOST, unreported
from precursors.registers.listing import count
from precursors.registers.picking import late
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who inspect."""
    if asked.reader.may(Permission.RECORD_INSPECTIONS):
        yield late(asked, LATE_MEASURES, "inspection_findings.index")
        yield late(asked, LATE_VISITS, "inspections.index")
        lost = unreported(asked.facts, asked.agencies, here().today)
        yield Waiting("app.waits-unreported", lost, url_for("consignments.index", state=LOST), late=True)
        number = count(asked.facts, REPORTED, asked.reader.sight, REPORTS.first)
        yield Waiting("app.waits-incident-reports", number, url_for("incident_reports.index", state=REPORTS.first))
