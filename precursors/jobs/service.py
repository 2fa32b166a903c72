"""The life of a job: asked for, claimed under a lease, told of, ended. Each verb is one short transaction aside."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from precursors.db.clock import database_time
from precursors.jobs.models import Job
from precursors.problems import Problem, problem

LEASE = timedelta(seconds=30)
"""How long a worker holds a job without speaking."""

PATIENCE = timedelta(seconds=20)
"""A job that has waited longer is told to wait for a worker that is not there."""

MOST_ATTEMPTS = 5
"""A job that ended as many workers is not given to another."""

LISTED = 200
"""Jobs that a list shows at most."""


@dataclass(frozen=True, slots=True)
class JobDraft:
    """A job about to be asked for."""

    kind: str
    args: Mapping[str, Any]
    person: str
    agency: str | None = None
    place: str | None = None
    total: int | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    """Never begins with a sign a command line takes for an option."""


def submit(session: Session, draft: JobDraft) -> str:
    """Put a job into the queue; answer its name."""
    session.add(
        Job(
            id=draft.id,
            kind=draft.kind,
            args=json.dumps(draft.args),
            person=draft.person,
            agency=draft.agency,
            place=draft.place,
            state="queued",
            done=0,
            total=draft.total,
            what="waiting",
            attempt=0,
            stop=0,
            made=database_time(session),
        )
    )
    return draft.id


def claim(session: Session, owner: str, only: str | None = None) -> Job | None:
    """Take the oldest job that waits, or whose worker is dead; None when there is nothing to do.

    SQLite's write transaction keeps two workers apart; on PostgreSQL each skips what another is just taking.
    """
    now = database_time(session)
    query = _open(now).order_by(Job.made).limit(1).with_for_update(skip_locked=True)
    for job in session.execute(query.where(Job.id == only) if only else query).scalars():
        if job.stop:
            _end(job, "cancelled", now)
        elif job.attempt >= MOST_ATTEMPTS:
            _end(job, "failed", now)
            job.problem = _told(problem("job.gave-up", attempts=job.attempt))
        else:
            job.state, job.owner, job.attempt = "running", owner, job.attempt + 1
            job.started, job.lease_until, job.done, job.what = now, now + LEASE, 0, "starting"
        return job
    return None


def _open(now: datetime) -> Select[Job]:
    """Jobs that wait, and those whose lease is over, or so far ahead that the clock was set back since."""
    dead = (Job.state == "running") & or_(Job.lease_until < now, Job.lease_until > now + 2 * LEASE)
    return select(Job).where(or_(Job.state == "queued", dead))


def beat(session: Session, job: str, owner: str, done: int, total: int | None, what: str) -> bool | None:
    """Say that `owner` still works, and how far it is.

    Answers whether the job shall go on; None when somebody else holds it by now.
    """
    now = database_time(session)
    held = select(Job).where(Job.id == job, Job.owner == owner, Job.state == "running").with_for_update()
    found = session.execute(held).scalar_one_or_none()
    if found is None:
        return None
    found.done, found.what, found.lease_until = done, what, now + LEASE
    found.total = found.total if total is None else total
    return not found.stop


def finish(session: Session, job: str, owner: str, answer: Mapping[str, Any] | Problem) -> bool:
    """End a job with what came of it; False when somebody else holds it by now."""
    state = "failed" if isinstance(answer, Problem) else "done"
    values = {"problem": _told(answer)} if isinstance(answer, Problem) else {"answer": json.dumps(answer, default=str)}
    return _ended(session, job, owner, state, values)


def cancelled(session: Session, job: str, owner: str) -> bool:
    """End a job because somebody asked for that; False when somebody else holds it by now."""
    return _ended(session, job, owner, "cancelled", {})


def _ended(session: Session, job: str, owner: str, state: str, values: Mapping[str, Any]) -> bool:
    ended = {"state": state, "ended": database_time(session), "owner": None, "lease_until": None}
    held = update(Job).where(Job.id == job, Job.owner == owner, Job.state == "running")
    return bool(session.execute(held.values(ended | dict(values)).returning(Job.id)).scalar_one_or_none())


def release(session: Session, owner: str) -> None:
    """Give back at once what a worker holds that is about to end."""
    held = update(Job).where(Job.owner == owner, Job.state == "running")
    session.execute(held.values(state="queued", owner=None, lease_until=None, attempt=Job.attempt - 1))


def cancel(session: Session, job: str) -> Job | Problem:
    """Ask that a job end. One that waits ends at once, one that runs at its next step; an ended one is a problem."""
    found = session.execute(select(Job).where(Job.id == job).with_for_update()).scalar_one_or_none()
    if found is None:
        return problem("job.unknown", job=job)
    if found.state not in {"queued", "running"}:
        return problem("job.ended", job=job)
    found.stop = 1
    if found.state == "queued":
        _end(found, "cancelled", database_time(session))
    return found


def resume(session: Session, job: str) -> Job | Problem:
    """Put a failed or cancelled job back into the queue; one that waits or runs stays as it is, a done one too."""
    found = session.execute(select(Job).where(Job.id == job).with_for_update()).scalar_one_or_none()
    if found is None:
        return problem("job.unknown", job=job)
    if found.state == "done":
        return problem("job.ended", job=job)
    if found.state in {"failed", "cancelled"}:
        found.state, found.attempt, found.stop, found.what = "queued", 0, 0, "waiting"
        found.ended = found.problem = found.owner = found.lease_until = None
    return found


def listed(session: Session, agencies: Sequence[str] | None, state: str | None = None) -> list[Job]:
    """The newest jobs of some agencies, or of all for None."""
    query = select(Job).order_by(Job.made.desc(), Job.id).limit(LISTED)
    if agencies is not None:
        query = query.where(Job.agency.in_(agencies))
    if state is not None:
        query = query.where(Job.state == state)
    return list(session.execute(query).scalars())


def newest(session: Session, kind: str, state: str, agency: str | None = None) -> Job | None:
    """The newest job of a kind in a state; with an agency, of that one alone."""
    query = select(Job).where(Job.kind == kind, Job.state == state)
    query = query if agency is None else query.where(Job.agency == agency)
    return session.execute(query.order_by(Job.made.desc()).limit(1)).scalars().first()


def under_way(session: Session, kind: str, agency: str | None = None) -> Job | None:
    """A job of a kind that waits or runs."""
    return newest(session, kind, "queued", agency) or newest(session, kind, "running", agency)


def is_left_waiting(session: Session, job: Job) -> bool:
    """Whether a job has waited so long that no worker seems to be there."""
    return job.state == "queued" and database_time(session) - job.made > PATIENCE


def problem_of(job: Job) -> Problem | None:
    """Why a job failed."""
    if job.problem is None:
        return None
    raw = json.loads(job.problem)
    return Problem(raw["code"], None, raw["values"])


def told(job: Job) -> dict[str, Any]:
    """A job for machines."""
    names = ("id", "kind", "state", "person", "agency", "done", "total", "what", "attempt", "place")
    moments = ("made", "started", "ended")
    why = problem_of(job)
    document = {name: getattr(job, name) for name in names}
    document |= {name: at.isoformat() if (at := getattr(job, name)) else None for name in moments}
    return document | {
        "stopping": bool(job.stop) and job.state == "running",
        "answer": None if job.answer is None else json.loads(job.answer),
        "code": why.code if why else None,
    }


def _end(job: Job, state: str, now: datetime) -> None:
    job.state, job.ended, job.owner, job.lease_until = state, now, None, None


def _told(wrong: Problem) -> str:
    return json.dumps({"code": wrong.code, "values": dict(wrong.values)})
