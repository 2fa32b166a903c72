"""Pages of long work: what runs for one's agency, and one job with how far it is."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from precursors.jobs.models import Job
from precursors.jobs.service import cancel, is_left_waiting, listed, problem_of
from precursors.web.access import reader, signed_in
from precursors.web.here import here

bp = Blueprint("jobs", __name__)


@bp.get("/jobs")
@signed_in
def index() -> ResponseReturnValue:
    """The newest jobs of the reader's agencies."""
    with here().database.aside.read() as session:
        jobs = listed(session, reader().sight.agencies)
    return render_template("jobs/list.html", jobs=jobs)


@bp.get("/jobs/<job_id>")
@signed_in
def show(job_id: str) -> ResponseReturnValue:
    """One job: how far it is, or what came of it."""
    job, left = job_in_sight(job_id)
    return render_template("jobs/show.html", job=job, left=left, problem=problem_of(job))


@bp.get("/jobs/<job_id>/progress")
@signed_in
def progress(job_id: str) -> ResponseReturnValue:
    """The part of a page that shows how far a job is; once it is over, the browser is led on."""
    job, left = job_in_sight(job_id)
    if not is_over(job):
        return render_template("jobs/progress.html", job=job, left=left)
    return "", {"HX-Redirect": job.place or url_for("jobs.show", job_id=job.id)}


@bp.post("/jobs/<job_id>/cancel")
@signed_in
def stop(job_id: str) -> ResponseReturnValue:
    """Ask that a job end."""
    job, _ = job_in_sight(job_id)
    here().database.aside.write(lambda session: cancel(session, job.id))
    return redirect(job.place or url_for("jobs.show", job_id=job.id), 303)


def job_in_sight(job_id: str) -> tuple[Job, bool]:
    """A job that the reader may see, and whether nobody takes it up. Raises 404 for any other."""
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        job = session.get(Job, job_id)
        if job is None or (agencies is not None and job.agency not in agencies):
            abort(404)
        return job, is_left_waiting(session, job)


def is_over(job: Job) -> bool:
    """Whether a job has ended, however it did."""
    return job.state not in {"queued", "running"}
