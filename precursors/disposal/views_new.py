"""The form of a new order: lots are ticked where the store holds them, and typed where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, fields

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from precursors.access.permissions import Permission
from precursors.custody.models import Lot
from precursors.disposal.offering import known, lines_of
from precursors.disposal.requesting import LineDraft, OrderDraft
from precursors.disposal.requesting import request as ask_for
from precursors.disposal.views import bp, who
from precursors.problems import Problems
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t, told

FIELDS = tuple(each.name for each in fields(LineDraft))
EMPTY, MOST = 2, 200
"""Lots that there is room for besides those named, and the most that one form names."""
BLANK = LineDraft("", "", "", "", "", "")
Form = MultiDict[str, str]


@bp.get("/disposal/new")
@requires(Permission.RECORD_DISPOSAL)
def new() -> ResponseReturnValue:
    """An empty order, or one of the lots that the address names."""
    agency = reader().agency or abort(403)
    return _page(MultiDict(), _taken_over(agency, request.args.getlist("lot"), ()), ())


@bp.post("/disposal/new")
@requires(Permission.RECORD_DISPOSAL)
def create() -> ResponseReturnValue:
    """Fill in what the store knows of the ticked lots, or ask for the release of everything the form names."""
    form, agency = request.form, reader().agency or abort(403)
    lines = _taken_over(agency, form.getlist("held"), _typed(form))
    if "fill" in form:
        return _page(form, lines, ())
    show = tuple(" ".join(form.getlist("show")).replace(",", " ").split())
    draft = OrderDraft(form.get("number", ""), form.get("why", ""), lines, notes=form.get("notes") or None, show=show)
    made = here().whole.write(lambda session: ask_for(session, who(session), draft, agency))
    if isinstance(made, Problems):
        return _page(form, lines, [told(each) for each in made]), 422
    flash(t("disposal.recorded", ref=made), "success")
    return redirect(url_for("disposal.show", ref=made), 303)


def _typed(form: Mapping[str, str]) -> tuple[LineDraft, ...]:
    """The lots that stand in the form's own fields."""
    places = sorted({int(found[1]) for name in form if (found := re.fullmatch(r"(?:lot|mass)-([0-9]{1,3})", name))})
    lines = (LineDraft(**{name: form.get(f"{name}-{n}", "").strip() for name in FIELDS}) for n in places[:MOST])
    return tuple(each for each in lines if each.lot or each.mass)


def _taken_over(agency: str, ticked: Iterable[str], typed: Sequence[LineDraft]) -> tuple[LineDraft, ...]:
    """Typed lots, and behind them the ticked ones that do not stand among them."""
    there = {each.lot for each in typed}
    wanted = [name for name in dict.fromkeys(ticked) if name not in there][: MOST - len(typed)]
    with here().database.read() as session:
        return (*typed, *lines_of(session, agency, wanted))


def _page(form: Form, lines: Sequence[LineDraft], wrong: Sequence[str]) -> str:
    agency = reader().agency or abort(403)
    with here().database.read() as session:
        offered = known(session, agency, store=reader().may(Permission.READ_CUSTODY))
    note(Lot, [each.row for each in offered.lots])
    named = {each.lot for each in lines}
    return render_template(
        "disposal/new.html",
        form=form,
        shown=form.getlist("show"),
        lines=[dict(zip(FIELDS, astuple(each), strict=True)) for each in (*lines, *[BLANK] * EMPTY)],
        offered=offered,
        free=[each for each in offered.lots if each.name not in named],
        wrong=wrong,
    )
