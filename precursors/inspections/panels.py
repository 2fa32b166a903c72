"""What the pages of visits and findings show beside them."""

from __future__ import annotations

from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.inspections import life
from precursors.inspections.models import Inspection, InspectionFinding
from precursors.lives.service import states_of
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight, visible


def findings(session: Session, sight: Sight, row: Inspection, today: date) -> Panel:
    """What a visit found, what must be done by when, and whether it was."""
    query = select(InspectionFinding).join(Current, stands(InspectionFinding))
    query = query.where(InspectionFinding.inspection_key == row.key, InspectionFinding.agency == row.agency)
    found = list(session.execute(visible(query, InspectionFinding, sight).order_by(InspectionFinding.id)).scalars())
    refs = refs_of(session, InspectionFinding, [each.id for each in found])
    where = states_of(session, life.FINDINGS, [each.key for each in found])
    columns = [
        ("inspections.finding", ""), ("inspections.found", ""), ("inspections.gravity", ""),
        ("inspections.measure", ""), ("inspections.due", ""), ("inspections.state", ""),
    ]  # fmt: skip
    rows = [
        [
            Cell(each.line, "text", url_for("inspection_findings.show", ref=refs[each.id])), Cell(each.found),
            Cell(each.gravity, "words:gravities"), Cell(each.measure),
            Cell(each.due, "day", None, is_late(each.due, where[each.key].state, today)),
            Cell(where[each.key].state, "state"),
        ]
        for each in found
    ]  # fmt: skip
    return Panel("inspections.findings", columns, rows, "inspections.no-findings")


def is_late(due: date | None, state: str, today: date) -> bool:
    """Whether a measure should have been done already."""
    return due is not None and due < today and state == life.FINDINGS.first


def visit(session: Session, _sight: Sight, row: InspectionFinding, _today: date) -> Panel:
    """The visit a finding was made at."""
    refs = refs_of(session, Inspection, standing(session, [row.inspection_key]).values())
    rows = [[Cell(ref, "text", url_for("inspections.show", ref=ref)), Cell(row.inspection)] for ref in refs.values()]
    return Panel("inspections.visit", [("inspections.reference", ""), ("inspections.number", "")], rows,
                 "inspections.no-visit")  # fmt: skip
