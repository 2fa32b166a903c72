"""Goods that were lost on their way and of which the operator has reported nothing by its lawful day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import countries_of
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.inspections.models import IncidentReport
from precursors.inspections.rules import CLOCKS
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.terms import DEMO
from precursors.trade.life_models import Consignment

LOST = "lost"
TOLD_BY = ("theft", "loss")
"""Sorts of reports that tell of it."""


def unreported(session: Session, agencies: Collection[str], today: date) -> int:
    """How many lost consignments of agencies should have been reported already; three queries."""
    query = select(Consignment, State.since).join(Current, stands(Consignment)).join(State, stands_at(Consignment))
    query = query.where(Consignment.agency.in_(agencies), State.state == LOST)
    found, countries = session.execute(query).all(), countries_of(session, agencies)
    late = [row for row, since in found if any(today > due for due in _dues(countries[row.agency], since))]
    reports = _reports(session, agencies) if late else []
    return sum(not _told(row, reports) for row in late)


def _dues(country: str, since: date) -> Iterator[date]:
    """The day by which a loss noticed on a day is to be reported; none where law or calendar are silent."""
    law = deadlines(demo=country == DEMO)
    for what in CLOCKS["loss"]:
        try:
            yield law.due(country, what, since).day
        except NotInForce:
            continue
        return


def _reports(session: Session, agencies: Collection[str]) -> list[IncidentReport]:
    query = select(IncidentReport).join(Current, stands(IncidentReport))
    query = query.where(IncidentReport.agency.in_(agencies), IncidentReport.event.in_(TOLD_BY))
    return list(session.execute(query).scalars())


def _told(row: Consignment, reports: Collection[IncidentReport]) -> bool:
    """Whether one of the reports tells of these goods: it names them, or is of their operator, substance and time."""
    return any(
        each.agency == row.agency
        and (
            row.folded in folded(each.circumstances or "")
            or (
                each.substance == row.substance
                and each.noticed >= row.planned
                and party(each.operator) == party(row.operator)
            )
        )
        for each in reports
    )
