"""Pages of the register: operators and licences, each in a list and on a page of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.models import Act, Reversal
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact, act_of
from precursors.flags.marks import flags_of
from precursors.flags.models import Flag
from precursors.flags.naming import learn_parties
from precursors.intake.words import words
from precursors.licensing import holding, listing
from precursors.licensing.cards import alike_to, alike_to_name, belongings
from precursors.licensing.identifiers import verdicts
from precursors.licensing.licences_life import HELD, LICENCE
from precursors.licensing.licences_shelf import LICENCES_SHELF, OPERATORS_SHELF
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.panels import panel
from precursors.registers.parties import learn
from precursors.registers.showing import Told
from precursors.registers.views import context
from precursors.scope.masking import Masked, as_seen
from precursors.scope.reading import note
from precursors.substances.book import book
from precursors.substances.titles import title
from precursors.substances.watching import items
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t

bp = Blueprint("licensing", __name__)


@bp.app_template_filter("activities")
def activities(stated: str) -> str:
    """The activities of a licence line in the reader's language."""
    return ", ".join(_word("activities", each) for each in stated.split())


@bp.app_template_filter("licence_state")
def licence_state(listed: listing.Listed) -> str:
    """The state of a listed line as of today: one in force that has ended, grace counted in, is expired."""
    line, state = listed.row, listed.state or listed.row.state
    last = max(line.valid_to, line.grace_until or line.valid_to)
    return "expired" if state == "active" and last < here().today else str(state)


@bp.app_template_filter("iso_day")
def iso_day(text: str) -> date:
    """A day kept as ISO text."""
    return date.fromisoformat(text)


@bp.get("/operators")
@requires(Permission.READ_REGISTER)
def operators() -> ResponseReturnValue:
    """Operators by name."""
    text = request.args.get("text", "").strip()
    with here().database.read() as session:
        page = listing.operators(session, reader().sight, text, request.args.get("after"))
        near = alike_to_name(session, reader().sight, text) if text and not page.rows else []
    note(Operator, [*(each.row for each in page.rows), *(each.row for each in near)])
    return render_template(
        "licensing/operators.html", page=page, text=text, near=near, recording=Permission.RECORD_REGISTER
    )


@bp.get("/operators/<ref>")
@requires(Permission.READ_REGISTER)
def operator(ref: str) -> ResponseReturnValue:
    """One operator: who they are, what they may do, what the ledger says they hold."""
    sight = reader().sight
    with here().database.read() as session:
        row = _found(session, Operator, ref)
        (seen,) = as_seen(session, [row], sight)
        whole = not isinstance(seen, Masked)
        known = _kept(session, row) | (_known_of(session, row) if whole else {})
    note(Operator, [row])
    shelved = context(OPERATORS_SHELF, ref)
    doubtful = {name: verdict for name, verdict in verdicts(_told(seen)).items() if verdict != "not-known"}
    known |= {"aside": shelved["aside"], "panels": shelved["told"].panels}
    known["pictured"] = reader().may(Permission.READ_REPORTS)
    return render_template("licensing/operator.html", ref=ref, row=seen, doubtful=doubtful, **known)


def _told(row: Any) -> dict[str, str | None]:  # noqa: ANN401 - an operator, or what is left of it
    return {name: getattr(row, name) for name in ("identifier", "country", "lei", "eori", "gln")}


@bp.get("/operators/<ref>/alike")
@requires(Permission.READ_REGISTER)
def alike(ref: str) -> ResponseReturnValue:
    """Operators that may be the same as this one, and why."""
    with here().database.read() as session:
        row = _found(session, Operator, ref)
        (seen,) = as_seen(session, [row], reader().sight)
        found = [] if isinstance(seen, Masked) else alike_to(session, reader().sight, row)
    note(Operator, [row, *(each.row for each in found)])
    return render_template("licensing/alike.html", ref=ref, row=seen, found=found, recording=Permission.RECORD_REGISTER)


@bp.get("/licences")
@requires(Permission.READ_REGISTER)
def licences() -> ResponseReturnValue:
    """Licence lines."""
    filters = listing.read_filters(request.args)
    with here().database.read() as session:
        page = listing.licences(session, reader().sight, filters, here().today, request.args.get("after"))
        learn(session, reader().sight, (each.row.holder for each in page.rows))
    note(LicenceLine, [each.row for each in page.rows])
    known = {"choices": _choices(), "recording": Permission.RECORD_REGISTER}
    return render_template("licensing/licences.html", page=page, filters=filters, **known)


@bp.get("/licences/<ref>")
@requires(Permission.READ_REGISTER)
def licence(ref: str) -> ResponseReturnValue:
    """One licence line: what it allows, where it stands, what was drawn on it period by period."""
    sight, known = reader().sight, context(LICENCES_SHELF, ref)
    with here().database.read() as session:
        row = _found(session, LicenceLine, ref)
        known |= _begun(row, known)
        decided = known["told"].state in HELD  # what is applied for is not granted
        known |= {"years": holding.used(session, row) if decided else None}
        if not isinstance(known["row"], Masked):
            known |= {"lines": holding.lines_of(session, sight, row), "holder": holding.holder_of(session, sight, row)}
    return render_template("licensing/licence.html", **known)


def _begun(row: LicenceLine, known: dict[str, Any]) -> dict[str, Any]:
    """A line from before there were lives stands where it was stated, and may go on from there."""
    told: Told = known["told"]
    if told.since is not None:
        return {}
    own, possible = reader().sight.owns(row.agency) and told.standing, LICENCE.possible(row.state)
    verbs = [
        each
        for each in LICENCES_SHELF.verbs
        if own and reader().may(each.permission) and (row.state in (each.states or ()) or each.name in possible)
    ]
    return {"told": replace(told, state=row.state), "verbs": verbs}


def _found(session: Session, model: type[Fact], ref: str) -> Any:  # noqa: ANN401 - of the model
    row = listing.find(session, reader().sight, model, ref)
    return abort(404) if row is None else row


def _known_of(session: Session, row: Operator) -> dict[str, Any]:
    """What stands beside an operator whose name the reader may read."""
    sight = reader().sight
    substances = {*book().substances, *(item.substance for item in items(session, row.agency))}
    return {
        "licences": holding.licences_of(session, sight, row),
        "own": belongings(session, sight, row),
        "held": holding.held(session, row, sorted(substances)) if sight.owns(row.agency) else [],
        "panel": panel(session, sight.own, row) if reader().may(Permission.READ_SHIPMENTS) else None,
    }


def _kept(session: Session, row: Any) -> dict[str, Any]:  # noqa: ANN401 - an operator or a licence line
    """The act that recorded a row, whether it stands, its flags."""
    model = type(row)
    flags = flags_of(session, reader().sight.own, model.__tablename__, [row.id]).get(row.id, [])
    learn_parties(session, reader().sight, flags)
    names = refs_of(session, Flag, [flag.id for flag in flags])
    return {
        "act": session.get_one(Act, act_of(row.id)),
        "standing": session.query(Reversal.id).filter(Reversal.target == row.id).first() is None,
        "flags": [(names[flag.id], flag) for flag in flags],
    }


def _choices() -> dict[str, list[tuple[str, str]]]:
    """What the filters of licences offer."""
    named = sorted(((key, title(key, language())) for key in book().substances), key=lambda each: each[1].casefold())
    return {
        "state": [("", t("licensing.all")), *((each, t(f"licensing.state-{each}")) for each in listing.STATES)],
        "substance": [("", t("licensing.all")), *named],
    }


def _word(name: str, value: str) -> str:
    known = words(name).labels.get(value, {})
    return known.get(language()) or known.get("en") or (t("licensing.any-activity") if value == "any" else value)
