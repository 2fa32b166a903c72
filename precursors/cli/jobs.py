"""`jobs list`, `jobs run`, `jobs resume`, `jobs cancel`."""

from __future__ import annotations

from typing import Any

import click

from precursors.app.work import worker
from precursors.cli.place import JSON, Place, answer, place
from precursors.cli.refusal import Refusal
from precursors.jobs.models import STATES, Job
from precursors.jobs.service import cancel, listed, resume, told
from precursors.problems import Problem, problem


@click.group("jobs")
def group() -> None:
    """Long work: list it, run it here, take it up again, stop it."""


@group.command("list")
@click.option("--state", type=click.Choice(STATES), help="Jobs in one state.")
@click.option("--agency", metavar="CODE", help="Jobs of one agency.")
@JSON
def list_command(state: str | None, agency: str | None, as_json: bool) -> None:
    """List jobs, newest first.

    Example: precursors jobs list --state failed
    """
    with place() as here:
        agencies = here.sight(agency).agencies
        with here.database.aside.read() as session:
            found = [told(job) for job in listed(session, agencies, state)]
    answer({"jobs": found}, [_line(each) for each in found] or ["no jobs"], as_json=as_json)


@group.command("run")
@click.argument("job", metavar="ID")
@JSON
def run_command(job: str, as_json: bool) -> None:
    """Run one job that waits, in this process.

    Example: precursors jobs run 3vXq0PZk1cFh8A2d
    """
    with place() as here:
        _known(here, job)
        worker(here.settings, here.database).once(job)
        _answer(here, job, as_json=as_json)


@group.command("resume")
@click.argument("job", metavar="ID")
@JSON
def resume_command(job: str, as_json: bool) -> None:
    """Put a failed or stopped job back into the queue.

    Example: precursors jobs resume 3vXq0PZk1cFh8A2d
    """
    with place() as here:
        done = here.database.aside.write(lambda session: resume(session, job))
        _answer(here, job, done, as_json=as_json)


@group.command("cancel")
@click.argument("job", metavar="ID")
@JSON
def cancel_command(job: str, as_json: bool) -> None:
    """Stop a job: at once if it waits, else at its next step.

    Example: precursors jobs cancel 3vXq0PZk1cFh8A2d
    """
    with place() as here:
        done = here.database.aside.write(lambda session: cancel(session, job))
        _answer(here, job, done, as_json=as_json)


def _known(here: Place, job: str) -> dict[str, Any]:
    with here.database.aside.read() as session:
        found = session.get(Job, job)
        if found is None:
            raise Refusal(here.told(problem("job.unknown", job=job)), "job.unknown")
        return told(found)


def _answer(here: Place, job: str, done: Job | Problem | None = None, *, as_json: bool) -> None:
    document = _known(here, job)
    if isinstance(done, Problem):
        message = here.told(done)
        answer({"job": document, "code": done.code, "message": message}, [message], as_json=as_json, code=1)
    answer({"job": document}, [_line(document)], as_json=as_json, code=1 if document["state"] == "failed" else 0)


def _line(job: dict[str, Any]) -> str:
    total = "" if job["total"] is None else f" of {job['total']}"
    return f"{job['id']} {job['state']:9} {job['kind']:14} {job['what']} {job['done']}{total}"
