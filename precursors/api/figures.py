"""Figures of rules: those in force for the reader's agency, what it set when, and the verb that sets one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from flask import Response, abort, url_for

from precursors.access.permissions import Permission
from precursors.api.answers import created, page
from precursors.api.blueprint import bp, not_found
from precursors.api.once import request_key
from precursors.api.operation import Operation, operation, sent
from precursors.api.refusals import refused, refused_for
from precursors.api.shapes import DAY, MOMENT, TEXT, TRUTH, WHOLE, many, maybe, shape, words
from precursors.audit.asking import actor
from precursors.editions.models import OwnFigure
from precursors.editions.rules import FigureDraft, plain
from precursors.editions.service import history, set_figure, standing, waits
from precursors.law.settable import settable
from precursors.problems import Problems, problem
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

DECIMAL = TEXT | {"pattern": r"^-?[0-9]+(\.[0-9]+)?$", "maxLength": 30}
FIGURE = shape(
    "Figure",
    "A figure of a rule as it stands for the reader's agency today.",
    rule=(TEXT, lambda told: told.about.rule),
    name=(TEXT, lambda told: told.about.name),
    unit=(TEXT, lambda told: told.about.unit),
    value=(DECIMAL, lambda told: plain(told.value)),
    own=(maybe(DECIMAL), lambda told: None if told.own is None else plain(told.own)),
    national=(DECIMAL, lambda told: plain(told.national.value)),
    citation=(TEXT, lambda told: told.national.citation),
    source=(TEXT, lambda told: told.national.source),
    least=(DECIMAL, lambda told: plain(told.about.least)),
    most=(DECIMAL, lambda told: plain(told.about.most)),
    looser=(words("more", "less", "either"), lambda told: told.about.looser),
)
SETTING = shape(
    "FigureSetting",
    "What an agency set a figure to; without a value the national one took its place again.",
    ref=TEXT,
    agency=(TEXT, lambda told: told.row.agency),
    rule=(TEXT, lambda told: told.row.rule),
    name=(TEXT, lambda told: told.row.name),
    value=(maybe(DECIMAL), lambda told: told.row.value),
    was=(DECIMAL, lambda told: told.row.was),
    looser=(TRUTH, lambda told: told.row.looser == "yes"),
    since=(DAY, lambda told: told.row.since),
    ground=(TEXT, lambda told: told.row.ground),
    actor=TEXT,
    at=MOMENT,
    act=WHOLE,
)
PUT = shape(
    "FigurePut",
    "The reference of what was set or, where `waits`, of the request that another person must agree to.",
    ref=(TEXT, lambda told: told[0]),
    waits=(TRUTH, lambda told: told[1]),
)
NEW = {
    "type": "object",
    "properties": {"value": maybe(DECIMAL), "since": DAY, "ground": TEXT | {"maxLength": 2_000}},
    "required": ["value", "ground"],
    "additionalProperties": False,
}


@bp.get("/figures")
@requires(Permission.READ_FLAGS)
@operation(Operation("List the figures of rules as they stand for the reader's agency", many(FIGURE.ref), lines=True))
def figures() -> Response:
    """In the order of the rules."""
    with here().database.read() as session:
        found = standing(session, _agency(), here().today)
    return page((FIGURE.of(each) for each in found), None)


@bp.get("/figures/settings")
@requires(Permission.READ_FLAGS)
@operation(Operation("List what the reader's agencies set, newest first", many(SETTING.ref), lines=True))
def figure_settings() -> Response:
    """Of every figure."""
    with here().database.read() as session:
        found = history(session, reader().sight.own)
    note(OwnFigure, [each.row for each in found])
    return page((SETTING.of(each) for each in found), None)


@bp.post("/figures/<rule>/<name>/settings")
@requires(Permission.SET_FIGURES)
@operation(Operation("Set a figure, or ask another person to agree where that loosens the rule", PUT, {}, NEW, 201))
def figure_set(rule: str, name: str) -> Response:
    """From today on unless another day is sent; null gives the national figure its place back."""
    if (rule, name) not in settable():
        return not_found()
    draft, agency = _draft(rule, name), _agency()
    if isinstance(draft, Problems):
        return refused_for(draft)
    key, today = request_key(), here().today
    made = here().whole.write(lambda session: set_figure(session, actor(), agency, draft, today, key))
    if isinstance(made, Problems):
        return refused_for(made)
    with here().whole.read() as session:
        answer = PUT.of((made, waits(session, made)))
    return created(answer, url_for("api.figure_settings"))


def _draft(rule: str, name: str) -> FigureDraft | Problems:
    body = sent()
    try:
        value = None if body["value"] is None else Decimal(body["value"])
        since = date.fromisoformat(body["since"]) if "since" in body else here().today
    except (InvalidOperation, ValueError):
        return Problems([problem("date.unreadable", "since", value=body.get("since"))])
    return FigureDraft(rule, name, value, since, body["ground"])


def _agency() -> str:
    return reader().agency or abort(refused(403))
