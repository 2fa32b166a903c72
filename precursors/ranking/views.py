"""Ranked for inspection: an agency's latest shipments in the order in which they are worth a look."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.jobs.service import JobDraft, newest, submit, under_way
from precursors.problems import problem
from precursors.ranking.fitting import AVAILABLE
from precursors.ranking.model import LEAST
from precursors.ranking.service import RANK, Place, answers, latest
from precursors.scope.reading import note
from precursors.substances.titles import title
from precursors.trade.flag_words import name_country, name_direction
from precursors.trade.models import Shipment
from precursors.web.access import reader, requires
from precursors.web.figures import day
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told

bp = Blueprint("ranking", __name__)
FIRST = 50
"""Shipments that are shown at first: what an officer looks at."""
NAMED: Mapping[str, Callable[[str, str], str]] = {
    "operator": lambda key, _: key.rpartition(":")[2],
    "substance": title,
    "direction": name_direction,
    "origin": name_country,
    "destination": name_country,
    "transit": name_country,
}
"""Words of a shipment that are kept as keys and codes, and what tells them as people say them."""


@bp.app_template_filter("ranking_reason")
def ranking_reason(reason: dict[str, object]) -> str:
    """Why a shipment stands where it stands, in the reader's language."""
    values, word = reason["told"], str(reason["word"])
    told = dict(values) if isinstance(values, dict) else {}
    if word in NAMED and "said" in told:
        told["said"] = NAMED[word](str(told["said"]), language())
    return t(f"ranking.because-{reason['sort']}", word=t(f"ranking.word-{word}"), **told)


@bp.get("/ranked")
@requires(Permission.READ_FLAGS)
def index() -> ResponseReturnValue:
    """The latest order of the reader's agency."""
    agency = reader().agency or abort(403)
    with here().database.read() as session:
        order, said = latest(session, reader().sight), answers(session, agency)
    with here().database.aside.read() as aside:
        last, running = newest(aside, RANK, "done", agency), under_way(aside, RANK, agency)
    shown: list[Place] = []
    days: dict[str, str] = {}
    if order:
        shown = order.places if "all" in request.args else order.places[:FIRST]
        note(Shipment, [place.row for place in shown])
        days = {name: _day_of(order.trained.get(name)) for name in ("first", "last")}
    answer = json.loads(last.answer) if last and last.answer else {}
    refused = told(problem(answer["code"], None, **answer["values"])) if answer.get("code") else None
    known = {"yes": sum(said.values()), "no": len(said) - sum(said.values()), "least": LEAST, "available": AVAILABLE}
    may = reader().may(Permission.DECIDE_FLAG)
    return render_template(
        "ranking/list.html",
        order=order,
        places=shown,
        days=days,
        running=running,
        refused=refused,
        may_run=may,
        **known,
    )


def _day_of(told: str | None) -> str:
    """A day of what was learnt, as people read it; nothing where none is kept."""
    return day(date.fromisoformat(told)) if told else ""


@bp.post("/ranked")
@requires(Permission.DECIDE_FLAG)
def run() -> ResponseReturnValue:
    """Ask for a new order, unless one is on its way."""
    ask()
    return redirect(url_for("ranking.index"), 303)


def ask() -> str:
    """Put the job into the queue for the reader's agency; answers its name, or that of the one on its way."""
    agency = reader().agency or abort(403)

    draft = JobDraft(RANK, {}, reader().person, agency, url_for("ranking.index"))

    def unit(aside: Session) -> str:
        running = under_way(aside, RANK, agency)
        return running.id if running else submit(aside, draft)

    return here().database.aside.write(unit)
