"""The rules over many records as people meet them: how each has done, when they ran last, the order to run them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.anomalies.clocks import run_clocks
from precursors.anomalies.performance import by_officer, performance
from precursors.anomalies.replay import replay
from precursors.anomalies.service import found, raised
from precursors.audit.acts import Actor
from precursors.db.engine import Database
from precursors.flags.listing import find
from precursors.flags.models import Flag
from precursors.flags.telling import value_told
from precursors.flags.views import value_named
from precursors.jobs.service import JobDraft, newest, submit, under_way
from precursors.jobs.worker import Run, Work
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language

RULES = "rules"
"""Kind of the job."""


def ruling_pages(bp: Blueprint) -> None:
    """Give `bp` the pages of the rules."""
    bp.get("/rules")(ruling)
    bp.post("/rules")(run_rules)
    bp.get("/flags/<ref>/replay")(replayed)


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
        last, running = newest(aside, RULES, "done"), under_way(aside, RULES)
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


@requires(Permission.DECIDE_FLAG)
def replayed(ref: str) -> ResponseReturnValue:
    """What the rule of a flag finds when it is asked again as of the day the flag was raised."""
    with here().database.read() as session:
        flag = find(session, reader().sight.own, ref)
        if flag is None:
            abort(404)
        again = replay(session, flag, here().settings.timezone)
    note(Flag, [flag])
    differences = [
        (value_named(each.name), _told(each.name, each.kept), _told(each.name, each.again))
        for each in again.differences
    ]
    return render_template("app/replay.html", ref=ref, flag=flag, again=again, differences=differences)


def _told(name: str, value: str | None) -> str:
    return "" if value is None else value_told(name, value, language())


def order(aside: Session, *, whole: bool) -> str:
    """Ask for a run; answers the job, or the one that is under way."""
    running = under_way(aside, RULES)
    if running:
        return running.id
    last = newest(aside, RULES, "done")
    until = json.loads(last.answer).get("until", -1) if last and last.answer else -1
    args = {"first": 0 if whole else until + 1}
    return submit(aside, JobDraft(RULES, args, reader().person, reader().agency, url_for("app.ruling")))
