"""The rules over many records as people meet them: how each has done, when they ran last, the order to run them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.anomalies.clocks import run_clocks
from precursors.anomalies.performance import by_officer, performance
from precursors.anomalies.service import found, raised
from precursors.audit.acts import Actor
from precursors.db.engine import Database
from precursors.jobs.models import Job
from precursors.jobs.service import JobDraft, submit
from precursors.jobs.worker import Run, Work
from precursors.web.access import reader, requires
from precursors.web.here import here

RULES = "rules"
"""Kind of the job."""


def ruling_pages(bp: Blueprint) -> None:
    """Give `bp` the page of the rules."""
    bp.get("/rules")(ruling)
    bp.post("/rules")(run_rules)


def run_over(database: Database, today: Callable[[], date]) -> Run:
    """The job over an installation. Repeated, it finds what it has raised and adds nothing."""

    def run(work: Work) -> Mapping[str, Any]:
        work.step("rules", 0)
        first = int(work.args.get("first", 0))
        actor = Actor(work.job.person)

        with database.read() as session:
            result = found(session, first, today())

        def unit(session: Session) -> int:
            return raised(session, actor, result) + run_clocks(session, actor, today())

        return {"flags": database.write(unit), "until": result.usual.until}

    return run


@requires(Permission.READ_FLAGS)
def ruling() -> ResponseReturnValue:
    """What each rule has found and what people said of it."""
    with here().database.read() as session:
        known, officers = performance(session, reader().sight), by_officer(session, reader().sight)
    with here().database.aside.read() as aside:
        last, running = _last(aside, "done"), _last(aside, "queued") or _last(aside, "running")
    answer = json.loads(last.answer) if last and last.answer else None
    may = reader().may(Permission.DECIDE_FLAG)
    return render_template(
        "app/rules.html", known=known, officers=officers, last=last, answer=answer, running=running, may_run=may
    )


@requires(Permission.DECIDE_FLAG)
def run_rules() -> ResponseReturnValue:
    """Ask for a run over what is new since the last one, or over everything; unless one is under way."""
    whole = "whole" in request.form
    here().database.aside.write(lambda aside: order(aside, whole=whole))
    return redirect(url_for("app.ruling"), 303)


def order(aside: Session, *, whole: bool) -> str:
    """Ask for a run; answers the job, or the one that is under way."""
    running = _last(aside, "queued") or _last(aside, "running")
    if running:
        return running.id
    last = _last(aside, "done")
    until = json.loads(last.answer).get("until", -1) if last and last.answer else -1
    args = {"first": 0 if whole else until + 1}
    return submit(aside, JobDraft(RULES, args, reader().person, reader().agency, url_for("app.ruling")))


def _last(aside: Session, state: str) -> Job | None:
    query = select(Job).where(Job.kind == RULES, Job.state == state).order_by(Job.made.desc()).limit(1)
    return aside.execute(query).scalars().first()
