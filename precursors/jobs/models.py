"""The table of long work. It lives aside: progress and leases go on while a big act is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.aside import Aside
from precursors.db.tables import laid, one_of

STATES = ("queued", "running", "done", "failed", "cancelled")
"""A job begins queued and ends in one of the last three."""


class Job(Aside):
    """One piece of long work: what is to be done, who runs it now, how far it is, what came of it."""

    __tablename__ = "job"
    __table_args__ = laid(
        CheckConstraint(one_of("state", *STATES), name="state_known"),
        Index("ix_job_state", "state", "made"),
        Index("ix_job_agency", "agency", "made"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """A random name that nobody can guess."""
    kind: Mapped[str]
    """What is done: the name under which a worker knows how to run it."""
    args: Mapped[str]
    """What it is done with, as JSON."""
    person: Mapped[str]
    """Who asked for it."""
    agency: Mapped[str | None]
    """Code of the agency on whose behalf, if one."""
    place: Mapped[str | None]
    """Address of the page that shows what came of it."""
    state: Mapped[str]
    """One of STATES."""
    done: Mapped[int]
    """Units of work done so far."""
    total: Mapped[int | None]
    """Units of work in all, where that is known."""
    what: Mapped[str]
    """The step it is at: a key of the interface's texts, `checking`, `writing` …"""
    owner: Mapped[str | None]
    """The worker that holds it."""
    lease_until: Mapped[datetime | None]
    """Until when the worker holds it; one that has not spoken by then is taken for dead."""
    attempt: Mapped[int]
    """How often a worker has begun it."""
    stop: Mapped[int]
    """1 when somebody has asked that it end."""
    made: Mapped[datetime]
    """When it was asked for."""
    started: Mapped[datetime | None]
    """When a worker last began it."""
    ended: Mapped[datetime | None]
    """When it ended, however it did."""
    answer: Mapped[str | None]
    """What came of it, as JSON."""
    problem: Mapped[str | None]
    """Why it failed, as JSON: code and values of the problem."""


class Sweep(Aside):
    """The last time old working rows or files of one sort were cleared away."""

    __tablename__ = "sweep"

    what: Mapped[str] = mapped_column(primary_key=True)
    """Sort of thing, as the periods name it."""
    at: Mapped[datetime]
    """When."""
    cleared: Mapped[int]
    """How many went then."""
    total: Mapped[int]
    """How many have gone since the beginning."""
