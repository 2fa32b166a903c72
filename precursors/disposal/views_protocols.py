"""The protocol library: for all to read; handed in, reviewed, approved and withdrawn each by whom it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.approvals.service import waiting
from precursors.disposal import drafting, keeping, library
from precursors.disposal.dossier import read_kept
from precursors.disposal.models import Protocol
from precursors.disposal.rules.life import PROTOCOL
from precursors.disposal.service import Who
from precursors.disposal.views import bp, who
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t, told


def kept(session: Session, ref: str) -> Protocol:
    """The protocol of this reference; 404 when there is none."""
    row = keeping.find(session, ref)
    return row if row is not None else abort(404)


@bp.get("/protocols")
@requires(Permission.READ_DISPOSAL)
def protocols() -> ResponseReturnValue:
    """Every version of every protocol, with where it stands."""
    text = request.args.get("text", "").strip()
    with here().database.read() as session:
        rows = keeping.listed(session, text)
        written = drafting.of_agency(session, reader().agency or "") if reader().may(Permission.WRITE_PROTOCOLS) else []
    known = {"rows": rows, "text": text, "written": written, "seed": sorted(library.documents())}
    return render_template("disposal/protocols.html", **known)


@bp.get("/protocols/new")
@requires(Permission.WRITE_PROTOCOLS)
def new_protocol() -> ResponseReturnValue:
    """A document to be handed in whole."""
    return render_template("disposal/new_protocol.html", document="", wrong=[])


@bp.post("/protocols/new")
@requires(Permission.WRITE_PROTOCOLS)
def submit_protocol() -> ResponseReturnValue:
    """Keep the document as a new version; or, where that is asked, as a draft that is still to be mended."""
    file = request.files.get("file")
    text = file.read().decode("utf-8", "replace") if file and file.filename else request.form.get("document", "")
    read = keeping.parsed(text)
    agency = reader().agency or abort(403)
    if isinstance(read, Problem):
        made: str | Problems = Problems([read])
    elif "keep" in request.form:
        name = here().whole.write(lambda session: drafting.keep(session, who(session), read))
        return redirect(url_for("disposal.draft", name=name), 303)
    else:
        made = here().whole.write(lambda session: keeping.submit(session, who(session), agency, read))
    if isinstance(made, Problems):
        wrong = [f"{each.field}: {told(each)}" if each.field else told(each) for each in made]
        return render_template("disposal/new_protocol.html", document=text, wrong=wrong), 422
    flash(t("disposal.recorded", ref=made), "success")
    return redirect(url_for("disposal.protocol", ref=made), 303)


@bp.get("/protocols/<ref>")
@requires(Permission.READ_DISPOSAL)
def protocol(ref: str) -> ResponseReturnValue:
    """One version: what it is for, its steps and limits, who wrote, read and approved it."""
    return _page(ref, [])


def _page(ref: str, wrong: list[str]) -> ResponseReturnValue:
    sight, today = reader().sight, here().today
    with here().database.read() as session:
        row = kept(session, ref)
        state = state_of(session, PROTOCOL, bytes(row.key)).state
        asked = next((e for e in waiting(session, sight, today) if e.content.get("protocol") == ref), None)
        changed = keeping.differing(session, row) if row.version > 1 else None
    known = {"row": row, "state": state, "read": read_kept(row), "asked": asked, "wrong": wrong, "changed": changed}
    return render_template("disposal/protocol.html", ref=ref, **known), 422 if wrong else 200


@bp.get("/protocols/<ref>/document")
@requires(Permission.READ_DISPOSAL)
def protocol_document(ref: str) -> ResponseReturnValue:
    """The canonical document, whose hash is pinned."""
    with here().database.read() as session:
        row = kept(session, ref)
    answer = Response(row.document, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={ref}.json"
    return answer


def _doing(ref: str, do: Callable[[Session, Who, Protocol], Any]) -> ResponseReturnValue:
    """Do something with a protocol of the reader's own agency, and show it again."""

    def unit(session: Session) -> Any:  # noqa: ANN401 - what the verb answers
        row = kept(session, ref)
        if not reader().sight.owns(row.agency):
            abort(404)
        return do(session, who(session), row)

    made = here().whole.write(unit)
    if isinstance(made, Problems):
        return _page(ref, [told(each) for each in made])
    flash(t("disposal.done"), "success")
    return redirect(url_for("disposal.protocol", ref=ref), 303)


@bp.post("/protocols/<ref>/review")
@requires(Permission.REVIEW_PROTOCOLS)
def review_protocol(ref: str) -> ResponseReturnValue:
    """A chemist has read it."""
    return _doing(ref, lambda s, w, row: keeping.review(s, w, row, request.form.get("reason", "")))


@bp.post("/protocols/<ref>/decide")
@requires(Permission.APPROVE_PROTOCOLS)
def decide_protocol(ref: str) -> ResponseReturnValue:
    """The environment authority says yes or no."""
    verdict = keeping.Verdict(request.form.get("verdict") == "approved", request.form.get("reason", ""))
    sight = reader().sight.own
    return _doing(ref, lambda session, me, row: keeping.decided(session, me, row, sight, verdict))


@bp.post("/protocols/<ref>/withdraw")
@requires(Permission.APPROVE_PROTOCOLS)
def withdraw_protocol(ref: str) -> ResponseReturnValue:
    """It is withdrawn: planned orders are blocked, running ones stop."""
    return _doing(ref, lambda s, w, row: keeping.withdraw(s, w, row, request.form.get("reason", "")))
