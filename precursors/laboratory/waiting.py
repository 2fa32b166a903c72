"""Samples that no report speaks of yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.laboratory.models import LabResult, Sample
from precursors.scope.visible import visible
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Samples for analysis from lots without a report of that day or later, for those who write reports."""
    if not asked.reader.may(Permission.RECORD_LABORATORY):
        return
    told = select(LabResult.id).where(LabResult.lot == Sample.lot, LabResult.day >= Sample.day)
    query: Any = select(func.count()).select_from(Sample).join(Current, stands(Sample))
    query = visible(query.where(Sample.purpose == "analysis", ~told.exists()), Sample, asked.reader.sight.own)
    yield Waiting("laboratory.waits-samples", int(asked.facts.execute(query).scalar_one()), url_for("samples.index"))
