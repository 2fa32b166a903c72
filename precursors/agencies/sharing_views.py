"""Pages of what agencies share with one another, and of who has read what."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission, Role
from precursors.agencies.service import all_agencies
from precursors.agencies.sharing import (
    LISTED,
    ShareDraft,
    given,
    own_share,
    readings_by_others,
    readings_by_own,
    received,
    share,
    with_refs,
    withdraw,
)
from precursors.audit.asking import actor
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact
from precursors.problems import Problem, Problems
from precursors.scope.models import TIERS
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.numbers import whole
from precursors.web.texts import t

bp = Blueprint("sharing", __name__)


@bp.get("/shares")
@requires(Permission.SHARE_RECORDS)
def index() -> ResponseReturnValue:
    """What the reader's agency shows to others, and what others show to it."""
    with here().database.read() as session:
        ours = given(session, reader().sight, here().today)
        theirs = received(session, reader().sight, here().today)
    return render_template("agencies/shares.html", given=ours, received=theirs)


@bp.get("/shares/new")
@requires(Permission.SHARE_RECORDS)
def new() -> ResponseReturnValue:
    """The form by which a record is shared; `record` in the address names it."""
    return _form({"record": request.args.get("record", "")}, Problems([]))


@bp.post("/shares/new")
@requires(Permission.SHARE_RECORDS)
def create() -> ResponseReturnValue:
    """Share a record."""
    typed, today = request.form, here().today
    until, tier = _day(typed.get("until", "")), typed.get("tier", "")
    draft = ShareDraft(typed.get("ref", "").strip(), typed.get("receiver", ""), typed.get("purpose", ""), until, tier)
    made = here().database.write(lambda session: share(session, actor(), draft, reader().sight, today))
    if isinstance(made, Problems):
        return _form({**typed, "record": draft.ref}, made), 422
    flash(t("sharing.given-done", record=draft.ref, receiver=draft.receiver, until=draft.until), "success")
    return redirect(url_for("sharing.index"), 303)


@bp.get("/shares/<ref>/withdraw")
@requires(Permission.SHARE_RECORDS)
def ask(ref: str) -> ResponseReturnValue:
    """Ask once more before a share ends."""
    return _confirmation(ref, None)


@bp.post("/shares/<ref>/withdraw")
@requires(Permission.SHARE_RECORDS)
def end(ref: str) -> ResponseReturnValue:
    """Withdraw a share, with a reason."""
    reason = request.form.get("reason", "")
    made = here().database.write(lambda session: withdraw(session, actor(), ref, reason, reader().sight))
    if isinstance(made, Problem):
        return _confirmation(ref, made), 422
    flash(t("sharing.withdrawn-done"), "success")
    return redirect(url_for("sharing.index"), 303)


@bp.get("/shares/readings")
@requires(Permission.SHARE_RECORDS)
def readings() -> ResponseReturnValue:
    """Who has read what: our records read by others; for a supervisor also what our own people read."""
    supervises = Role.SUPERVISOR in reader().roles
    own = supervises and request.args.get("of") == "own"
    before = whole(request.args.get("before"))
    with here().database.aside.read() as aside:
        found = (readings_by_own if own else readings_by_others)(aside, reader().sight, before)
    with here().database.read() as session:
        rows = with_refs(session, found)
    later = found[-1].id if len(found) == LISTED else None
    return render_template("agencies/readings.html", rows=rows, own=own, supervises=supervises, later=later)


def _form(typed: dict[str, str], problems: Problems) -> str:
    with here().database.read() as session:
        others = [each for each in all_agencies(session) if not reader().sight.owns(each.code)]
    return render_template("agencies/share.html", typed=typed, problems=problems, others=others, tiers=TIERS)


def _confirmation(ref: str, problem: Problem | None) -> str:
    with here().database.read() as session:
        row = own_share(session, ref, reader().sight)
        if row is None:
            abort(404)
        model = Fact.kinds[row.kind]
        record = refs_of(session, model, [row.record]).get(row.record, "")
    reason = request.form.get("reason", "")
    return render_template(
        "agencies/withdraw_share.html", ref=ref, share=row, record=record, problem=problem, reason=reason
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
