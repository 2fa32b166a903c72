"""Pages of legal holds: those that stand, one to place, one with its end."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from precursors.access.permissions import Permission
from precursors.audit.asking import actor, form_key, request_key
from precursors.audit.reasons import withheld
from precursors.audit.refs import key_of, refs_of
from precursors.db.tables import act_of
from precursors.holds.models import Hold
from precursors.holds.record import HOLDS
from precursors.holds.service import HoldDraft, is_secret, lift, lift_of, place, standing_holds, stands
from precursors.intake.forms import ISO_DAY, form_for
from precursors.problems import Problem, Problems, problem
from precursors.scope.reading import note
from precursors.scope.visible import visible
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told

bp = Blueprint("holds", __name__)


@bp.get("/holds")
@requires(Permission.READ_CUSTODY)
def index() -> ResponseReturnValue:
    """Holds of the reader's agencies that stand."""
    with here().database.read() as session:
        found = standing_holds(session, reader().sight, here().today)
        refs = refs_of(session, Hold, [each.id for each in found])
        closed = withheld(session, reader().sight)
    note(Hold, found)
    may = reader().may(Permission.PLACE_HOLD)
    rows = [(refs[each.id], each, act_of(each.id) in closed) for each in found]
    return render_template("holds/list.html", holds=rows, may_place=may)


@bp.get("/holds/new")
@requires(Permission.PLACE_HOLD)
def new() -> ResponseReturnValue:
    """The form of a hold."""
    return _form(dict(request.args.items()), ())


@bp.post("/holds/new")
@requires(Permission.PLACE_HOLD)
def create() -> ResponseReturnValue:
    """Place a hold."""
    sent = {name: text.strip() for name, text in request.form.items()}
    draft = _draft(sent)
    if isinstance(draft, Problem):
        return _form(sent, (draft,))
    asking, today, key = reader(), here().today, request_key("place-hold")
    who, agency = actor(), asking.agency or ""
    made = here().whole.write(lambda session: place(session, who, agency, draft, asking.sight, today, key))
    if isinstance(made, Problems):
        return _form(sent, made)
    flash(t("holds.placed", ref=made), "success")
    return redirect(url_for("holds.show", ref=made), 303)


@bp.get("/holds/<ref>")
@requires(Permission.READ_CUSTODY)
def show(ref: str) -> ResponseReturnValue:
    """One hold: who placed it, on what, whether it stands."""
    return _page(ref, None)


@bp.post("/holds/<ref>/lift")
@requires(Permission.PLACE_HOLD)
def lifted(ref: str) -> ResponseReturnValue:
    """Lift a hold of the own agency."""
    hold, asking, today = _hold(ref, own=True), reader(), here().today
    reason, key = request.form.get("reason", ""), request_key(f"lift-{ref}")
    who = actor()
    made = here().whole.write(lambda session: lift(session, who, hold, asking.sight, reason, today, key))
    if isinstance(made, Problems):
        return _page(ref, told(made[0]))
    flash(t("holds.lifted"), "success")
    return redirect(url_for("holds.show", ref=ref), 303)


def _hold(ref: str, *, own: bool) -> Hold:
    sight = reader().sight.own if own else reader().sight
    with here().database.read() as session:
        named = key_of(session, ref)
        if named is None or named[0] is not Hold:
            abort(404)
        query: Any = visible(select(Hold).where(Hold.id == named[1]), Hold, sight, names=True)
        found: Hold | None = session.execute(query).scalar_one_or_none()
    return abort(404) if found is None else found


def _page(ref: str, wrong: str | None) -> ResponseReturnValue:
    hold = _hold(ref, own=False)
    with here().database.read() as session:
        in_force, end = stands(session, hold, here().today), lift_of(session, hold)
        secret = is_secret(session, reader().sight, hold)
    note(Hold, [hold])
    may = in_force and reader().may(Permission.PLACE_HOLD) and reader().sight.owns(hold.agency)
    known = {"in_force": in_force, "end": end, "may_lift": may, "wrong": wrong, "key": uuid4().hex, "secret": secret}
    page = render_template("holds/hold.html", hold=hold, ref=ref, **known)
    return (page, 422) if wrong else page


def _draft(sent: dict[str, str]) -> HoldDraft | Problem:
    until = sent.get("until", "")
    if until and not ISO_DAY.fullmatch(until):
        return problem("date.unreadable", "until", value=until)
    try:
        day = here().today.fromisoformat(until) if until else None
    except ValueError:
        return problem("date.unreadable", "until", value=until)
    number = sent.get("number") or None
    exhibit = [sent.get(name, "") for name in ("agency", "seizure", "lot")]
    return HoldDraft(sent.get("record", ""), sent.get("authority", ""), sent.get("ground", ""), number, day, *exhibit)


def _form(sent: dict[str, str], troubles: tuple[Problem, ...]) -> ResponseReturnValue:
    form = form_for(HOLDS, language())(data=sent)
    form.validate()
    rest = form.blame((each.field, told(each)) for each in troubles)
    page = render_template("holds/new.html", form=form, rest=rest, key=form_key())
    return (page, 422) if troubles else page
