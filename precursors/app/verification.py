"""What the last verification came to, and the order for another; the work itself is a job."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission, Role
from precursors.audit.models import Act
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.jobs.service import JobDraft, newest, submit, under_way
from precursors.jobs.worker import Run, Work
from precursors.problems import Problem
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import told
from precursors.web.waiting import Asked, Waiting

VERIFY = "verify"
"""Kind of the job."""
EVERY_DAYS = 30
"""How long a verification may be past before somebody is told."""
ANSWERS_FOR = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Who is told."""


def verification_pages(bp: Blueprint) -> None:
    """Give `bp` the page of verification."""
    bp.get("/verification")(verification)
    bp.post("/verification")(begin)


def run_over(database: Database, store: Store) -> Run:
    """The job over an installation. It reads only, so it may be repeated."""

    def run(work: Work) -> Mapping[str, Any]:
        work.step("checking", 0)
        with database.read() as session:
            verdict = verify(session, extra_checks=[store.whole])
        broken = verdict.broken
        known = {"ok": broken is None, "acts": verdict.acts, "rows": verdict.rows, "root": verdict.log_root.hex()}
        return known | {"code": broken.code if broken else None, "values": dict(broken.values) if broken else {}}

    return run


@requires(Permission.READ_LOG)
def verification() -> ResponseReturnValue:
    """The last result, and how far a running one is."""
    with here().database.aside.read() as aside:
        done, running = newest(aside, VERIFY, "done"), under_way(aside, VERIFY)
    answer = json.loads(done.answer) if done and done.answer else None
    wrong = told(Problem(answer["code"], None, answer["values"])) if answer and answer["code"] else None
    return render_template("app/verification.html", last=done, running=running, answer=answer, wrong=wrong)


def waiting(asked: Asked) -> Iterator[Waiting]:
    """A difference that was found, for everybody who reads the log; a check long past, for those who answer for it."""
    if not asked.reader.may(Permission.READ_LOG):
        return
    done, href = newest(asked.aside, VERIFY, "done"), url_for("app.verification")
    broken = bool(done and done.answer and not json.loads(done.answer)["ok"])
    yield Waiting("app.waits-difference", int(broken), href, late=True)
    if asked.reader.roles & ANSWERS_FOR:
        since = done.made if done else asked.facts.execute(select(func.min(Act.at))).scalar_one()
        days = (asked.now - (since if since.tzinfo else since.replace(tzinfo=UTC))).days
        yield Waiting("app.waits-verification", days if days > EVERY_DAYS else 0, href, late=True)


@requires(Permission.READ_LOG)
def begin() -> ResponseReturnValue:
    """Ask for a verification, unless one is under way."""
    here().database.aside.write(order)
    return redirect(url_for("app.verification"), 303)


def order(aside: Session) -> str:
    """Ask for a verification; answers the job, or the one that is under way."""
    running = under_way(aside, VERIFY)
    draft = JobDraft(VERIFY, {}, reader().person, reader().agency, url_for("app.verification"))
    return running.id if running else submit(aside, draft)
