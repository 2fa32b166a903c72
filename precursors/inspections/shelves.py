"""Visits, findings and reports, put on their shelves."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.inspections import life
from precursors.inspections.models import IncidentReport, Inspection, InspectionFinding
from precursors.inspections.passed import late_measures, late_visits
from precursors.inspections.record import FINDINGS, INSPECTIONS, REPORTS
from precursors.inspections.service import FindingImporter, InspectionImporter, ReportImporter
from precursors.lives.rules import Machine
from precursors.registers.correcting import rectifying
from precursors.registers.shelf import Pick, Shelf, Shown, Verb, moving

_READ, _RECORD = Permission.READ_INSPECTIONS, Permission.RECORD_INSPECTIONS
_PLAIN = ("visit", "report", "examine", "remedy", "verify")
"""Verbs that need no reason."""


def _verbs(machine: Machine) -> tuple[Verb, ...]:
    return tuple(Verb(name, _RECORD, moving(machine, name), needs_reason=name not in _PLAIN) for name in machine.verbs)


LATE_VISITS = Pick("past-their-day", "app.waits-visits", late_visits)
LATE_MEASURES = Pick("past-their-day", "app.waits-measures", late_measures)

VISITS = Shelf(
    kind="inspections",
    record=INSPECTIONS,
    model=Inspection,
    importer=InspectionImporter,
    read=_READ,
    write=_RECORD,
    name="number",
    columns=(Shown("operator"), Shown("site"), Shown("day", "day"), Shown("occasion", "words:occasions")),
    facts=(
        Shown("operator"), Shown("site"), Shown("day", "day"), Shown("occasion", "words:occasions"),
        Shown("inspectors"), Shown("met"), Shown("purpose"), Shown("result"), Shown("notes"),
    ),
    searched=("number", "operator", "site"),
    day="day",
    machine=life.INSPECTIONS,
    picks=(LATE_VISITS,),
    verbs=(*_verbs(life.INSPECTIONS), rectifying(InspectionImporter, ("number",), "correct-inspection", _RECORD)),
)  # fmt: skip

FOUND = Shelf(
    kind="inspection-findings",
    record=FINDINGS,
    model=InspectionFinding,
    importer=FindingImporter,
    read=_READ,
    write=_RECORD,
    name="line",
    columns=(
        Shown("inspection"), Shown("found"), Shown("gravity", "words:gravities"), Shown("measure"), Shown("due", "day"),
    ),
    facts=(
        Shown("inspection"), Shown("found"), Shown("substance", "substance"), Shown("gravity", "words:gravities"),
        Shown("basis"), Shown("measure"), Shown("due", "day"), Shown("notes"),
    ),
    searched=("inspection", "found", "measure"),
    day="due",
    machine=life.FINDINGS,
    picks=(LATE_MEASURES,),
    verbs=(
        *_verbs(life.FINDINGS),
        rectifying(FindingImporter, ("inspection", "line"), "correct-inspection-finding", _RECORD),
    ),
)  # fmt: skip

REPORTED = Shelf(
    kind="incident-reports",
    record=REPORTS,
    model=IncidentReport,
    importer=ReportImporter,
    read=_READ,
    write=_RECORD,
    name="number",
    columns=(
        Shown("operator"), Shown("event", "words:events"), Shown("noticed", "day"), Shown("filed", "day"),
        Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
    ),
    facts=(
        Shown("operator"), Shown("site"), Shown("event", "words:events"), Shown("occurred", "day"),
        Shown("noticed", "day"), Shown("filed", "day"), Shown("due", "day"), Shown("law"),
        Shown("substance", "substance"), Shown("quantity"), Shown("unit"), Shown("concentration"), Shown("basis"),
        Shown("salt"), Shown("counterparty"), Shown("circumstances"), Shown("police"), Shown("notes"),
    ),
    searched=("number", "operator", "counterparty"),
    day="noticed",
    machine=life.REPORTS,
    verbs=(
        *_verbs(life.REPORTS), rectifying(ReportImporter, ("number", "operator"), "correct-incident-report", _RECORD),
    ),
)  # fmt: skip
