"""Stops of goods on their way: taken in, put on their shelf, shown on the page of their consignment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.intake.places import line, off, point
from precursors.intake.types import time_of
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.registers.correcting import rectifying
from precursors.registers.importer import RegisterImporter
from precursors.registers.panels import Cell, Panel
from precursors.registers.shelf import Shelf, Shown
from precursors.scope.visible import Sight, visible
from precursors.trade.life_models import Consignment, Stop
from precursors.trade.life_record import STOPS

_TIMES = ("arrived_at", "departed_at")

NAMED = ("document", "vehicle", "arrived", "arrived_at")
"""What names a stop: it is not corrected but entered again under its right name."""


class StopImporter(RegisterImporter):
    """Stops, under the document of the goods."""

    record = STOPS
    model = Stop
    act_columns = tuple(field.key for field in STOPS.fields)

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A stop needs a document and the day it began; days and times stand in order and are not ahead."""
        days = {name: values.get(name) for name in ("arrived", "departed")}
        times = {name: time_of(stated.get(name)) for name in _TIMES}
        today, arrived, departed = self.terms.today, *days.values()
        problems = [
            problem("field.missing", name)
            for name, told in (("document", stated.get("document")), ("arrived", arrived or stated.get("arrived")))
            if not told
        ]
        problems += [
            problem("date.future", name, value=day, today=today) for name, day in days.items() if day and day > today
        ]
        problems += [problem("custody.time", name) for name in _TIMES if stated.get(name) and times[name] is None]
        if arrived and departed and (departed, times["departed_at"] or "24") < (arrived, times["arrived_at"] or ""):
            problems.append(problem("stop.departed-before", "departed", arrived=arrived, departed=departed))
        if stated.get("coordinates") and point(stated["coordinates"] or "") is None:
            problems.append(problem("seizure.coordinates", "coordinates"))
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns} | days | times
        made["folded"] = folded(stated.get("document") or "")
        naming = (made["folded"], folded(made["vehicle"] or ""), str(arrived), times["arrived_at"] or "")
        made["key"] = natural_key("stop", self.terms.agency, *naming)
        return made, problems


SHELF = Shelf(
    kind="stops",
    record=STOPS,
    model=Stop,
    importer=StopImporter,
    read=Permission.READ_SHIPMENTS,
    write=Permission.RECORD_SHIPMENTS,
    name="document",
    columns=(
        Shown("place"), Shown("arrived", "day"), Shown("arrived_at"), Shown("departed", "day"), Shown("departed_at"),
    ),
    facts=tuple(
        Shown(field.key, "day" if field.key in {"arrived", "departed"} else "text") for field in STOPS.fields
    ),
    searched=("folded", "place", "vehicle"),
    day="arrived",
    verbs=(rectifying(StopImporter, NAMED, "correct-stop", Permission.RECORD_SHIPMENTS),),
)  # fmt: skip


def stops(session: Session, sight: Sight, row: Consignment, _today: date) -> Panel | None:
    """Where a consignment stood on its way, and how far from its corridor; nothing where neither is known."""
    query = select(Stop).join(Current, stands(Stop)).where(Stop.agency == row.agency, Stop.folded == row.folded)
    query = visible(query, Stop, sight, names=True).order_by(Stop.arrived, Stop.arrived_at, Stop.id)
    found = list(session.execute(query).scalars())
    if not found and not row.corridor:
        return None
    refs, way = refs_of(session, Stop, [each.id for each in found]), line(row.corridor or "")
    columns = [
        ("stops.place", ""), ("consignments.arrived", ""), ("stops.at", ""),
        ("consignments.departed", ""), ("stops.at", ""), ("stops.off", "number"),
    ]  # fmt: skip
    rows = []
    for each in found:
        place = point(each.coordinates or "")
        away = None if place is None or way is None else f"{off(place, way):.1f}"
        rows.append([
            Cell(each.place or each.coordinates or refs[each.id], "text", url_for("stops.show", ref=refs[each.id])),
            Cell(each.arrived, "day"), Cell(each.arrived_at), Cell(each.departed, "day"), Cell(each.departed_at),
            Cell(away),
        ])  # fmt: skip
    return Panel("stops.title", columns, rows, "stops.empty")
