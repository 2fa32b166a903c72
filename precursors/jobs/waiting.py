"""Long work that went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from sqlalchemy import func, select

from precursors.jobs.models import Job
from precursors.web.waiting import Asked, Waiting

REMEMBERED = timedelta(days=7)
"""How long a failed job is brought to mind."""


def waiting(asked: Asked) -> Iterator[Waiting]:
    """The reader's own jobs that failed of late."""
    query = select(func.count()).select_from(Job).where(Job.state == "failed", Job.person == asked.reader.person)
    count = asked.aside.execute(query.where(Job.made >= asked.now - REMEMBERED)).scalar_one()
    yield Waiting("app.waits-jobs", int(count), url_for("jobs.index"), late=True)
