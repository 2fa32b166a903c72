"""Long work: what runs, how far it is, and an end to it."""

from __future__ import annotations

from flask import Response

from precursors.api.answers import answer, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, MOMENT, TEXT, TRUTH, WHOLE, many, maybe, shape, words
from precursors.jobs.models import STATES, Job
from precursors.jobs.service import cancel, listed, told
from precursors.problems import Problem
from precursors.web.access import reader, signed_in
from precursors.web.here import here

JOB = shape(
    "Job",
    "One piece of long work. `place` is the page that shows what came of it.",
    **{
        name: (schema, lambda kept, name=name: kept[name])
        for name, schema in {
            "id": TEXT, "kind": TEXT, "state": words(*STATES), "person": TEXT, "agency": maybe(TEXT), "done": WHOLE,
            "total": maybe(WHOLE), "what": TEXT, "attempt": WHOLE, "place": maybe(TEXT), "made": MOMENT,
            "started": maybe(MOMENT), "ended": maybe(MOMENT), "stopping": TRUTH, "answer": ANYTHING,
            "code": maybe(TEXT),
        }.items()
    },
)  # fmt: skip


@bp.get("/jobs")
@signed_in
@operation(
    Operation("List the newest jobs of the reader's agencies", many(JOB.ref), {"state": words(*STATES)}, lines=True)
)
def jobs() -> Response:
    """The newest, in one page."""
    with here().database.aside.read() as session:
        found = listed(session, reader().sight.agencies, parameters().get("state"))
    return page((JOB.of(told(each)) for each in found), None)


@bp.get("/jobs/<job_id>")
@signed_in
@operation(Operation("Read how far a job is, or what came of it", JOB))
def job(job_id: str) -> Response:
    """One job; while it goes on, the answer says when to ask again."""
    found = _found(job_id)
    if found is None:
        return not_found()
    made = answer(JOB.of(told(found)))
    if found.state in {"queued", "running"}:
        made.headers["Retry-After"] = "1"
    return made


@bp.delete("/jobs/<job_id>")
@signed_in
@operation(Operation("Ask that a job end", JOB, status=202))
def job_cancelled(job_id: str) -> Response:
    """Cancel. A job that runs ends at its next step."""
    found = _found(job_id)
    if found is None:
        return not_found()
    done = here().database.aside.write(lambda session: cancel(session, found.id))
    return refused_for([done]) if isinstance(done, Problem) else answer(JOB.of(told(done)), 202)


def _found(job_id: str) -> Job | None:
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        found = session.get(Job, job_id)
    return found if found is not None and (agencies is None or found.agency in agencies) else None
