"""The page of agencies: all there are, and the form for one more."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.people_views import reach
from precursors.agencies.service import KINDS, AgencyDraft, add, all_agencies
from precursors.audit.asking import actor
from precursors.problems import Problems
from precursors.quantities.conventions import convention_names
from precursors.web.access import requires
from precursors.web.here import here
from precursors.web.texts import t

bp = Blueprint("agencies", __name__)


@bp.get("/agencies")
@requires(Permission.ADMINISTER_AGENCIES)
def index() -> ResponseReturnValue:
    """Every agency."""
    with here().whole.read() as facts:
        found = all_agencies(facts)
    return render_template("agencies/agencies.html", agencies=found, may_add=reach().agencies is None)


@bp.get("/agencies/new")
@requires(Permission.ADMINISTER_AGENCIES)
def new() -> ResponseReturnValue:
    """The form for one more agency."""
    return _new()


@bp.post("/agencies/new")
@requires(Permission.ADMINISTER_AGENCIES)
def create() -> ResponseReturnValue:
    """Add an agency; only those who look after all agencies may."""
    if reach().agencies is not None:
        abort(403)
    fields = ("code", "name", "kind", "country", "convention")
    typed = {name: request.form.get(name, "").strip() for name in fields}
    draft = AgencyDraft(**(typed | {"country": typed["country"].upper()}))
    made = here().whole.write(lambda facts: add(facts, actor(), draft))
    if isinstance(made, Problems):
        return _new(made)
    flash(t("agencies.agency-added", code=made.code), "success")
    return redirect(url_for("agencies.index"), 303)


def _new(wrong: Problems = Problems()) -> ResponseReturnValue:  # noqa: B008 - an empty tuple never changes
    shown = render_template(
        "agencies/new_agency.html", kinds=KINDS, conventions=convention_names(), problems=wrong, typed=request.form
    )
    return shown, 422 if wrong else 200
