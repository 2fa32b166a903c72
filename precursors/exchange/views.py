"""Pages of bulk uploads: the list, a new one, its columns, how far the work is, what came of it."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from precursors.access.permissions import Permission
from precursors.agencies.service import all_agencies
from precursors.audit.acts import Actor
from precursors.exchange.blueprint import TAKES_SOME, answered, asker, bp, kinds_taken, store, to_step, upload_in_sight
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import (
    PAGE,
    Arrival,
    check_again,
    drop,
    judged,
    listed,
    new_id,
    note_undone,
    receive,
)
from precursors.exchange.uploads_running import rejects_file
from precursors.jobs.models import Job
from precursors.jobs.service import is_left_waiting, problem_of
from precursors.jobs.views import is_over
from precursors.problems import Problem, problem
from precursors.trade.corrections import reverse_act
from precursors.web.access import reader, requires, requires_any
from precursors.web.here import here
from precursors.web.texts import t


@bp.get("/uploads")
@requires_any(TAKES_SOME)
def uploads() -> ResponseReturnValue:
    """Uploads of the reader's agencies, newest first."""
    mine = request.args.get("mine") == "1"
    with here().database.aside.read() as session:
        found = listed(session, reader().sight.agencies, kinds_taken(), _cursor(), reader().person if mine else None)
    following = _cursor_of(found[PAGE - 1]) if len(found) > PAGE else None
    shown = {"uploads": found[:PAGE], "following": following, "mine": mine}
    may = reader().may
    known = {"may_invite": may(Permission.INVITE_OPERATORS), "may_map": may(Permission.RECORD_SHIPMENTS)}
    return render_template("exchange/uploads.html", **shown, **known)


@bp.get("/uploads/new")
@requires_any(TAKES_SOME)
def new_upload() -> ResponseReturnValue:
    """The form that asks for a file; a list that leads here has said of which kind."""
    return _new_form(request.args.to_dict(), [])


@bp.post("/uploads/new")
@requires_any(TAKES_SOME)
def upload() -> ResponseReturnValue:
    """Take a file and begin to check it."""
    typed, sent = request.form.to_dict(), request.files.get("file")
    wrong = _against(typed, sent)
    if wrong or sent is None:
        return _new_form(typed, wrong), 422
    digest, size = keep(sent)
    arrival, number = Arrival(typed["kind"], typed["agency"], sent.filename or "-", digest, size), new_id()
    here().database.aside.write(lambda session: receive(session, arrival, asker(number), number))
    return redirect(url_for("exchange.checking", number=number), 303)


@bp.get("/uploads/<number>")
@requires_any(TAKES_SOME)
def show(number: str) -> ResponseReturnValue:
    """Wherever the upload stands now."""
    return to_step(upload_in_sight(number))


@bp.get("/uploads/<number>/checking")
@requires_any(TAKES_SOME)
def checking(number: str) -> ResponseReturnValue:
    """How far the work on the file is."""
    found = upload_in_sight(number, "checking", "writing")
    with here().database.aside.read() as session:
        job = session.get_one(Job, found.job)
        left = is_left_waiting(session, job)
    broken = problem_of(job) or problem("job.ended", job=job.id) if is_over(job) else None
    return render_template("exchange/checking.html", upload=found, job=job, left=left, problem=broken)


@bp.post("/uploads/<number>/check")
@requires_any(TAKES_SOME)
def check(number: str) -> ResponseReturnValue:
    """Check again."""
    found = upload_in_sight(number)
    return answered(here().database.aside.write(lambda session: check_again(session, found.id, asker(found.id))), found)


@bp.post("/uploads/<number>/cancel")
@requires_any(TAKES_SOME)
def give_up(number: str) -> ResponseReturnValue:
    """Give an upload up; nothing of it is written."""
    found = upload_in_sight(number)
    return answered(here().database.aside.write(lambda session: drop(session, found.id)), found)


@bp.get("/uploads/<number>/result")
@requires_any(TAKES_SOME)
def result(number: str) -> ResponseReturnValue:
    """What was written, what went back, and how to undo it."""
    return _result_page(upload_in_sight(number, "done", "cancelled"), None)


@bp.post("/uploads/<number>/undo")
@requires(Permission.CORRECT_RECORDS)
def undo(number: str) -> ResponseReturnValue:
    """Take back what the upload wrote, by an act of its own."""
    found, reason = upload_in_sight(number, "done"), request.form.get("reason", "")
    act = judged(found).get("act")
    if act is None or not judged(found)["accepted"]:
        return to_step(found)  # the rows were known: the act is somebody else's
    actor = Actor(reader().person, found.agency)
    done = here().database.write(lambda session: reverse_act(session, actor, act, reason))
    if isinstance(done, Problem):
        return _result_page(found, done), 422
    here().database.aside.write(lambda session: note_undone(session, found.id, done.act))
    flash(t("exchange.undone", count=done.records), "success")
    return redirect(url_for("exchange.result", number=found.id), 303)


@bp.get("/uploads/<number>/rejects.xlsx")
@requires_any(TAKES_SOME)
def rejects(number: str) -> ResponseReturnValue:
    """The rows that were not taken, marked, ready to be corrected and sent again."""
    found = upload_in_sight(number)
    path = rejects_file(here().settings.home, found.id)
    if not judged(found).get("rejected") or not path.exists():
        abort(404)
    return send_file(path, as_attachment=True, download_name=f"{Path(found.name).stem}-rejects.xlsx")


def keep(sent: FileStorage) -> tuple[str, int]:
    """Keep the bytes somebody has sent; answer their hash, hexadecimal, and their number."""
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, place = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(place)
    try:
        sent.save(path)
        return store().keep(path).hex(), path.stat().st_size
    finally:
        path.unlink()


def _against(typed: dict[str, str], sent: FileStorage | None) -> list[Problem]:
    wrong = []
    if typed.get("kind") not in kinds_taken():
        wrong.append(problem("choice.unknown", "kind", value=typed.get("kind"), expected=", ".join(kinds_taken())))
    if typed.get("agency") not in dict(_agencies()):
        wrong.append(problem("agency.unknown", "agency", value=typed.get("agency")))
    if sent is None or not sent.filename:
        wrong.append(problem("upload.no-file", "file"))
    return wrong


def _agencies() -> list[tuple[str, str]]:
    """(code, name) of the agencies whose files the reader may take in."""
    own = reader().sight.agencies
    with here().database.read() as session:
        return [(each.code, each.name) for each in all_agencies(session) if own is None or each.code in own]


def _new_form(typed: dict[str, str], wrong: list[Problem]) -> str:
    return render_template(
        "exchange/new.html", typed=typed, wrong=wrong, kinds=kinds_taken(), agencies=_agencies(), megabytes=_megabytes()
    )


def _megabytes() -> int:
    return here().settings.max_file_mb


def _result_page(found: Upload, wrong: Problem | None) -> str:
    may_correct = reader().may(Permission.CORRECT_RECORDS)
    shown = {"upload": found, "judged": judged(found), "wrong": wrong, "may_correct": may_correct}
    return render_template("exchange/result.html", **shown)


def _cursor() -> tuple[Any, str] | None:
    moment, _, number = request.args.get("after", "").partition("~")
    try:
        return (datetime.fromisoformat(moment), number) if number else None
    except ValueError:
        return None


def _cursor_of(last: Upload) -> str:
    return f"{last.made.isoformat()}~{last.id}"
