"""`/metrics`: figures of this installation for Prometheus. They count; they name nobody and no record."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request
from sqlalchemy import func, select

from precursors import __version__
from precursors.audit.acts import last_act
from precursors.jobs.models import STATES, Job
from precursors.web.access import public
from precursors.web.here import here

bp = Blueprint("metrics", __name__)

TYPE = "text/plain; version=0.0.4; charset=utf-8"


@bp.get("/metrics")
@public
def metrics() -> Response:
    """The figures, for whoever asks from this machine itself; for all others there is no such page."""
    if not _from_here():
        abort(404)
    return Response("".join(_lines()), content_type=TYPE)


def _from_here() -> bool:
    try:
        direct = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return direct and "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers


def _lines() -> Iterator[str]:
    with here().whole.read() as session:
        acts = last_act(session) + 1
    with here().whole.aside.read() as session:
        query = select(Job.state, func.count()).group_by(Job.state)
        counted = {str(state): int(jobs) for state, jobs in session.execute(query)}
    yield from _figure("precursors_info", "gauge", "Version of the program.", {f'version="{__version__}"': 1})
    yield from _figure("precursors_acts_total", "counter", "Acts in the log.", {"": acts})
    jobs = {f'state="{state}"': counted.get(state, 0) for state in STATES}
    yield from _figure("precursors_jobs", "gauge", "Jobs by state.", jobs)


def _figure(name: str, kind: str, about: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value}\n" if labels else f"{name} {value}\n"
