"""What the laboratory knows of a lot: plans, samples, reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.models import Lot
from precursors.laboratory.models import Sample, SamplingPlan
from precursors.registers.panels import Cell, Panel, register
from precursors.scope.visible import Sight, visible

_SHOWN = 200
"""Samples of one page."""


def plans_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """Sampling plans of a lot."""
    if not sight.owns(row.agency):
        return None
    query: Any = select(SamplingPlan).join(Current, stands(SamplingPlan)).where(SamplingPlan.lot == row.key)
    found = list(session.execute(query.order_by(SamplingPlan.id)).scalars())
    refs = refs_of(session, SamplingPlan, [each.id for each in found])
    rows = [
        (
            Cell(each.method, "words:sampling_methods", url_for("sampling_plans.show", ref=refs[each.id])),
            Cell(each.population, "count"),
            Cell(each.size, "count"),
            Cell("laboratory.statistical" if each.statistical else "laboratory.habit", "page"),
        )
        for each in found
    ]
    columns = (
        ("laboratory.method", ""), ("laboratory.units", "number"), ("laboratory.size", "number"),
        ("laboratory.standing", ""),
    )  # fmt: skip
    return Panel("laboratory.plans", columns, rows, "laboratory.no-plans")


def samples_panel(session: Session, sight: Sight, row: Lot, _today: date) -> Panel | None:
    """Samples of a lot: those the reader's agency took, or is shown as its owner."""
    query: Any = select(Sample).join(Current, stands(Sample)).where(Sample.lot == row.key)
    query = visible(query.order_by(Sample.id).limit(_SHOWN), Sample, sight)
    found = list(session.execute(query).scalars())
    if not found and not sight.owns(row.agency):
        return None
    refs = refs_of(session, Sample, [each.id for each in found])
    rows = [
        (
            Cell(each.number, href=url_for("samples.show", ref=refs[each.id])),
            Cell(each.purpose, "words:sample_purposes"),
            Cell(each.day, "day"),
            Cell(each.net_ug, "kg"),
            Cell(each.seal),
        )
        for each in found
    ]
    columns = (
        ("laboratory.sample", ""), ("laboratory.purpose", ""), ("custody.day", ""), ("custody.net", "number"),
        ("custody.seals", ""),
    )  # fmt: skip
    return Panel("laboratory.samples", columns, rows, "laboratory.no-samples")


def stand() -> None:
    """Put these panels onto their pages; `app` calls this at start."""
    register("lots", plans_panel)
    register("lots", samples_panel)
