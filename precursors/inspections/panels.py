"""What the pages of visits and findings show beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code, neighbours
from precursors.audit.keys import standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.inspections import life
from precursors.inspections.models import IncidentReport, Inspection, InspectionFinding
from precursors.inspections.rules import CLOCKS
from precursors.intake.types import as_typed
from precursors.licensing.groups import group_of
from precursors.licensing.models import Operator
from precursors.licensing.naming import spelt_in
from precursors.lives.service import state_of, states_of
from precursors.registers.panels import Cell, Panel
from precursors.registers.reckoning import reckoned
from precursors.scope.visible import Sight, visible
from precursors.trade.life import CONSIGNMENTS
from precursors.trade.life_models import Consignment
from precursors.web.access import reader

NEWEST = 10
"""Visits and reports shown on the page of an operator."""


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
    return Panel("inspections.findings", columns, rows, "inspections.no-findings", _begun(sight, row, found))


def _begun(sight: Sight, row: Inspection, found: Sequence[InspectionFinding]) -> tuple[str, str] | None:
    """The form of the next finding of a visit, for those who may record one."""
    if not (sight.owns(row.agency) and reader().may(Permission.RECORD_INSPECTIONS)):
        return None
    line = max((int(each.line) for each in found if each.line.isdecimal()), default=0) + 1
    return url_for("inspection_findings.new", inspection=row.number, line=line), "inspections.new-finding"


def amount(_session: Session, _sight: Sight, row: IncidentReport, _today: date) -> Panel | None:
    """What a reported quantity comes to; where nobody can say, that."""
    if row.quantity is None:
        return None
    cells = [Cell(row.substance, "substance"), Cell(row.amount, "litres" if row.measure == "ul" else "kg")]
    columns = [("inspections.substance", ""), ("inspections.controlled", "number")]
    return Panel("inspections.amount", columns, [] if row.amount is None else [cells], "inspections.no-amount")


def clock(session: Session, sight: Sight, row: IncidentReport, _today: date) -> Panel | None:
    """By when a report was due and how that day is counted; that no law here sets a time is told, too."""
    home = by_code(session, row.agency) if sight.owns(row.agency) else None
    if home is None:
        return None
    found = [reckoned(home.country, what, row.noticed) for what in CLOCKS[row.event]]
    counted = next((each for each in found if each.due), found[0])
    same = row.due == (counted.due.day if counted.due else None)
    late = row.due is not None and row.filed > row.due
    cells = [
        Cell(row.noticed, "day"), Cell(row.due, "day", None, late), Cell(row.filed, "day"), Cell(row.law),
        Cell(counted.told if same else None, guilty=row.due is None),
    ]  # fmt: skip
    columns = [
        ("consignments.runs-from", ""), ("consignments.due", ""), ("consignments.done", ""), ("consignments.law", ""),
        ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("consignments.clocks", columns, [cells], "consignments.no-clocks")


def of_operator(session: Session, sight: Sight, row: Operator, _today: date) -> Panel | None:
    """The newest visits to an operator and reports of it, for those who read inspections."""
    if not reader().may(Permission.READ_INSPECTIONS):
        return None
    found: list[tuple[date, list[Cell]]] = []
    for model, day, page, machine in (
        (Inspection, Inspection.day, "inspections.show", life.INSPECTIONS),
        (IncidentReport, IncidentReport.noticed, "incident_reports.show", life.REPORTS),
    ):
        query: Any = select(model).join(Current, stands(model)).order_by(day.desc(), model.id.desc()).limit(NEWEST)
        spelt = spelt_in(session, model, "operator", [row.agency], [row.identifier, row.name])
        query = query.where(model.agency == row.agency, model.operator.in_(spelt))
        rows = list(session.execute(visible(query, model, sight.own)).scalars())
        refs, where = refs_of(session, model, [e.id for e in rows]), states_of(session, machine, [e.key for e in rows])
        for each in rows:
            sort = (
                Cell(each.event, "words:events") if model is IncidentReport else Cell(each.occasion, "words:occasions")
            )
            on = each.noticed if model is IncidentReport else each.day
            ref = Cell(refs[each.id], "text", url_for(page, ref=refs[each.id]))
            found.append((on, [ref, Cell(each.number), sort, Cell(on, "day"), Cell(where[each.key].state, "state")]))
    columns = [
        ("inspections.reference", ""), ("inspections.papers", ""), ("inspections.sort", ""), ("inspections.day", ""),
        ("inspections.state", ""),
    ]  # fmt: skip
    newest = [cells for _, cells in sorted(found, key=lambda pair: pair[0], reverse=True)[:NEWEST]]
    return Panel("inspections.of-operator", columns, newest, "inspections.none-of-operator")


def of_loss(session: Session, sight: Sight, row: Consignment, _today: date) -> Panel | None:
    """What was reported of the loss of a consignment, and the form to record it; only while goods are lost."""
    home = by_code(session, row.agency) if sight.owns(row.agency) else None
    since = state_of(session, CONSIGNMENTS, row.key)
    if home is None or since.state != "lost" or not reader().may(Permission.READ_INSPECTIONS):
        return None
    names = group_of(session, neighbours(session, home), row.operator).own
    spelt = spelt_in(session, IncidentReport, "operator", [row.agency], names)
    query: Any = select(IncidentReport).join(Current, stands(IncidentReport)).order_by(IncidentReport.id)
    query = query.where(IncidentReport.agency == row.agency, IncidentReport.operator.in_(spelt))
    query = query.where(IncidentReport.event.in_(("theft", "loss")), IncidentReport.substance == row.substance)
    query = query.where(IncidentReport.noticed >= row.planned).limit(NEWEST)
    found = list(session.execute(visible(query, IncidentReport, sight.own)).scalars())
    refs = refs_of(session, IncidentReport, [each.id for each in found])
    columns = [
        ("inspections.reference", ""), ("inspections.papers", ""), ("inspections.sort", ""), ("inspections.day", ""),
    ]  # fmt: skip
    rows = [
        [
            Cell(refs[each.id], "text", url_for("incident_reports.show", ref=refs[each.id])), Cell(each.number),
            Cell(each.event, "words:events"), Cell(each.noticed, "day"),
        ]
        for each in found
    ]  # fmt: skip
    asked: dict[str, Any] = {"operator": row.operator, "substance": row.substance, "circumstances": row.number}
    asked |= {"quantity": as_typed(row.quantity), "unit": row.unit, "noticed": since.since}
    form = url_for("incident_reports.new", event="loss", **asked)
    begin = (form, "inspections.new-loss-report") if reader().may(Permission.RECORD_INSPECTIONS) else None
    return Panel("inspections.of-loss", columns, rows, "inspections.no-loss-report", begin)


def is_late(due: date | None, state: str, today: date) -> bool:
    """Whether a measure should have been done already."""
    return due is not None and due < today and state == life.FINDINGS.first


def visit(session: Session, _sight: Sight, row: InspectionFinding, _today: date) -> Panel:
    """The visit a finding was made at."""
    refs = refs_of(session, Inspection, standing(session, [row.inspection_key]).values())
    rows = [[Cell(ref, "text", url_for("inspections.show", ref=ref)), Cell(row.inspection)] for ref in refs.values()]
    return Panel("inspections.visit", [("inspections.reference", ""), ("inspections.number", "")], rows,
                 "inspections.no-visit")  # fmt: skip
