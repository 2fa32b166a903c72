"""The steps of an order on a tablet: logged at once, or kept there and sent when there is a connection again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.disposal import working
from precursors.disposal.dossier import Dossier
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.reading import WHATS, evidence_of
from precursors.disposal.rules.evidence import moment
from precursors.disposal.rules.steps import left_of, to_log, tried
from precursors.disposal.service import attempt
from precursors.disposal.views import bp, found, who
from precursors.problems import Problem, Problems
from precursors.scope.reading import note
from precursors.web.access import public, requires
from precursors.web.here import here
from precursors.web.texts import t, told

WORKER = Path(__file__).resolve().parents[1] / "web" / "static" / "disposal-worker.js"


@bp.get("/disposal/<ref>/steps")
@requires(Permission.RECORD_DISPOSAL)
def tablet(ref: str) -> ResponseReturnValue:
    """The steps that are left, each with its form."""
    return _page(ref, [])


def _page(ref: str, wrong: list[str]) -> ResponseReturnValue:
    with here().database.read() as session:
        order = found(session, ref)
        dossier = load(session, order, here().today)
    note(DisposalOrder, [order])
    left = to_log(dossier.protocol, dossier.done, dossier.containers) if dossier.protocol else ()
    known = {"left": left, "left_of": left_of, "tried": tried, "whats": WHATS, "zone": here().settings.timezone}
    page = render_template("disposal/tablet.html", ref=ref, dossier=dossier, wrong=wrong, **known)
    return page, 422 if wrong else 200


@bp.post("/disposal/<ref>/steps")
@requires(Permission.RECORD_DISPOSAL)
def log_step(ref: str) -> ResponseReturnValue:
    """Log one step with a connection."""
    fields = request.form.to_dict()

    def unit(session: Session) -> Any:  # noqa: ANN401 - what the verb answers
        me = who(session)
        return attempt(session, me, found(session, ref), "log-step", lambda d: _logged(session, d, fields))

    made = here().whole.write(unit)
    if isinstance(made, Problems):
        return _page(ref, [told(each) for each in made])
    flash(t("disposal.step-recorded", verdict=t(f"disposal.w-{made.verdict or made.state}")), "success")
    return redirect(url_for("disposal.tablet", ref=ref), 303)


def _logged(session: Session, dossier: Dossier, fields: Mapping[str, Any]) -> working.Answer | Problems:
    me = who(session)
    entry = working.read_entry(_entry(dossier, fields, me.now.isoformat()), offline=False)
    return Problems([entry]) if isinstance(entry, Problem) else working.record(session, me, dossier, entry)


def _entry(dossier: Dossier, fields: Mapping[str, Any], at: str) -> dict[str, Any]:
    """What a form's fields say, as an entry."""
    step = str(fields.get("step") or "")
    named = ("uuid", "step", "performer", "witness", "container")
    told_so: dict[str, Any] = {name: fields.get(name) for name in named}
    told_so |= {name: _in_zone(fields.get(name)) for name in ("begun", "called")}
    told_so |= {"at": fields.get("at") or at}
    return told_so | {"evidence": evidence_of(dossier.protocol, step, fields, _in_zone)}


def _in_zone(text: Any) -> str:  # noqa: ANN401 - a field of a form or of an entry
    """A moment as a form's field has it, which names no zone: it is the registry's."""
    at = moment(text)
    return str(text or "") if at is None or at.tzinfo else at.replace(tzinfo=here().settings.timezone).isoformat()


@bp.post("/disposal/<ref>/sync")
@requires(Permission.RECORD_DISPOSAL)
def sync(ref: str) -> ResponseReturnValue:
    """Take in what a tablet kept; answers what became of each entry, so that it may forget those."""
    sent = request.get_json(silent=True)
    entries = sent.get("entries") if isinstance(sent, Mapping) else None
    if not isinstance(entries, list) or any(not isinstance(each, Mapping) for each in entries):
        abort(400)

    def unit(session: Session) -> list[working.Answer]:
        order = found(session, ref)
        dossier = load(session, order, here().today)
        read = [
            _entry(dossier, each["fields"], "") if isinstance(each.get("fields"), Mapping) else each for each in entries
        ]
        return working.sync(session, who(session), order, read)

    answers = here().whole.write(unit)
    return jsonify({"entries": [{"uuid": a.uuid, "state": a.state, "verdict": a.verdict} for a in answers]})


@bp.get("/disposal/worker.js")
@public
def worker() -> ResponseReturnValue:
    """The script that shows the steps where there is no connection; it holds nothing of anybody."""
    answer = send_file(WORKER, "text/javascript", max_age=0)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
