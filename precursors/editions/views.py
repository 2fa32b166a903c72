"""Pages of the figures an agency may set: all of them, one with its history and the form that sets it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor
from precursors.audit.asking import request_key
from precursors.editions.models import OwnFigure
from precursors.editions.rules import FigureDraft, plain
from precursors.editions.service import Standing, history, set_figure, standing, waits
from precursors.law.settable import Name, settable
from precursors.problems import Problem, Problems, problem
from precursors.quantities.conventions import Convention, convention
from precursors.quantities.numbers import read_number
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t, told

bp = Blueprint("editions", __name__)


@bp.get("/figures")
@requires(Permission.READ_FLAGS)
def index() -> ResponseReturnValue:
    """Every figure as it stands for the reader's agency."""
    with here().database.read() as session:
        found = standing(session, _agency(), here().today)
    return render_template("editions/list.html", found=found, agency=_agency())


@bp.get("/figures/<rule>/<name>")
@requires(Permission.READ_FLAGS)
def show(rule: str, name: str) -> ResponseReturnValue:
    """One figure: the nation's, the agency's own, what was set when and why."""
    return _page((rule, name), Problems())


@bp.post("/figures/<rule>/<name>")
@requires(Permission.SET_FIGURES)
def put(rule: str, name: str) -> ResponseReturnValue:
    """Set it, or ask another person to agree."""
    with here().database.read() as session:
        found = by_code(session, _agency())
    draft = drafted((rule, name), request.form, convention(found.convention if found else "none"))
    if isinstance(draft, Problems):
        return _page((rule, name), draft)
    who, agency, key = Actor(reader().person, _agency()), _agency(), request_key(f"figure-{rule}-{name}")
    made = here().whole.write(lambda session: set_figure(session, who, agency, draft, here().today, key))
    if isinstance(made, Problems):
        return _page((rule, name), made)
    with here().whole.read() as session:
        flash(t("editions.waits" if waits(session, made) else "editions.set", ref=made), "success")
    return redirect(url_for("editions.show", rule=rule, name=name), 303)


def drafted(name: Name, sent: dict[str, str], written: Convention) -> FigureDraft | Problems:
    """What a form asks, or what cannot be read of it. Without a day it is to hold from today on."""
    wrong: list[Problem] = []
    value: Decimal | None = None
    if "national" not in sent:
        read = read_number(sent.get("value", ""), written) if sent.get("value") else problem("field.missing", "value")
        wrong += [read.about("value")] if isinstance(read, Problem) else []
        value = None if isinstance(read, Problem) else read.value
    since = here().today
    try:
        since = date.fromisoformat(sent.get("since") or since.isoformat())
    except ValueError:
        wrong.append(problem("date.unreadable", "since", value=sent.get("since")))
    return Problems(wrong) if wrong else FigureDraft(*name, value, since, sent.get("ground", "").strip())


def _agency() -> str:
    return reader().agency or abort(403)


def _standing(name: Name) -> Standing:
    if name not in settable():
        abort(404)
    with here().database.read() as session:
        found = standing(session, _agency(), here().today)
    return next(each for each in found if (each.about.rule, each.about.name) == name)


def _page(name: Name, wrong: Problems) -> ResponseReturnValue:
    found = _standing(name)
    with here().database.read() as session:
        words = history(session, reader().sight.own, name, _agency())
    note(OwnFigure, [each.row for each in words])
    known = {"may_set": reader().may(Permission.SET_FIGURES), "key": uuid4().hex, "today": here().today}
    known |= {"wrong": [(told(each), f"#{each.field}" if each.field else None) for each in wrong]}
    blamed = {each.field: told(each) for each in wrong}
    sent = request.form if wrong else {"value": plain(found.value)}
    page = render_template("editions/figure.html", found=found, words=words, sent=sent, blamed=blamed, **known)
    return (page, 422) if wrong else page
