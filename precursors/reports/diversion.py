"""Where goods leave the licit channel: what seizures were traced to, what was stolen, lost, stopped or never came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from precursors.db.tables import Table as Model
from precursors.inspections.models import IncidentReport
from precursors.reports.beneath import every
from precursors.reports.report import Asked, Column, Row, Table
from precursors.reports.seizure_figures import incidents
from precursors.reports.standing import standing, state
from precursors.seizures.models import Seizure
from precursors.trade.life_models import Consignment

COLUMNS = (
    Column("stage", "page"), Column("seen-in", "page"), Column("point"), Column("substances", "count", worked_out=True),
    Column("records", "count"), Column("certainty", "page"),
)  # fmt: skip
REPEATED = 2
"""Records from which on a point is told as repeated, not as a single sign."""
_INCIDENTS = ("theft", "loss", "stopped-shipment", "suspicious-order")
_EVENTS = {"theft": "theft", "loss": "loss", "suspicious": "suspicious-order", "attempt": "attempt"}
"""What operators report, by the stage it tells of."""
_ASTRAY = {"lost": "not-arrived", "discrepancy": "discrepancy", "escalated": "discrepancy"}
"""States of consignments, likewise."""


class Sign(NamedTuple):
    """One record that tells of a point: stage, kind of record, where if it says so, its key, the substance it names."""

    stage: str
    model: type[Model]
    point: str | None
    id: int
    substance: str | None = None


def diversion(asked: Asked) -> Table:
    """Every point at which something of the year left the licit channel, the one with most signs first."""
    return Table("diversion-points", COLUMNS, points([*_seizures(asked), *_reports(asked), *_consignments(asked)]))


def points(signs: Sequence[Sign]) -> list[Row]:
    """Signs gathered by stage, kind of record and point; how many substances is unknown where no record names one."""
    found: dict[tuple[str, type[Model], str | None], list[Sign]] = defaultdict(list)
    for each in signs:
        found[each.stage, each.model, each.point].append(each)
    rows = []
    for (stage, model, point), own in found.items():
        named = {each.substance for each in own} - {None}
        sure = "reports.repeated" if len(own) >= REPEATED else "reports.single"
        where = every(model, [each.id for each in own])
        figures = (f"reports.stage-{stage}", f"reports.seen-{model.__tablename__.replace('_', '-')}", point)
        beneath = {"records": where} | ({"substances": where} if named else {})
        rows.append(Row((*figures, len(named) or None, len(own), sure), beneath))
    return sorted(rows, key=lambda row: (-row.values[4], *(text or "" for text in row.values[:3])))


def _seizures(asked: Asked) -> Iterator[Sign]:
    """What a seizure was traced to, if to anything; thefts, losses and goods stopped, by the sort of place."""
    for each in incidents(asked):
        if each.diverted_from:
            yield Sign("traced", Seizure, each.diverted_from.strip(), each.id)
        if each.kind in _INCIDENTS:
            yield Sign(each.kind, Seizure, each.place_type, each.id)


def _reports(asked: Asked) -> Iterator[Sign]:
    query: Any = select(IncidentReport).where(IncidentReport.noticed.between(asked.first, asked.last))
    query = query.where(IncidentReport.event.in_(_EVENTS)).order_by(IncidentReport.id)
    for each in asked.session.execute(standing(asked, query, IncidentReport)).scalars():
        yield Sign(_EVENTS[each.event], IncidentReport, each.operator, each.id, each.substance)


def _consignments(asked: Asked) -> Iterator[Sign]:
    where = state(asked, Consignment)
    query: Any = select(Consignment, where).where(Consignment.planned.between(asked.first, asked.last))
    query = query.where(where.in_(_ASTRAY)).order_by(Consignment.id)
    for each, now in asked.session.execute(standing(asked, query, Consignment)):
        yield Sign(_ASTRAY[now], Consignment, each.operator, each.id, each.substance)
