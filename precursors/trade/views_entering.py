"""Pages on which one shipment is entered or corrected: check first, then record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.asking import actor, request_key
from precursors.intake.drafts import Trouble
from precursors.intake.forms import RecordForm
from precursors.intake.importing import Terms
from precursors.problems import Problem, problem
from precursors.registers.cells import typed
from precursors.trade import shown
from precursors.trade.asking import form_page, recorded, standing, troubles_told, typed_form
from precursors.trade.entry import Entered, enter
from precursors.trade.onerow import changed_cells, stated_cells
from precursors.trade.record import SHIPMENTS
from precursors.trade.resolving import correct, correcting, differences
from precursors.trade.views import bp, own, terms_for
from precursors.web.access import requires
from precursors.web.here import here


@bp.get("/shipments/new")
@requires(Permission.RECORD_SHIPMENTS)
def new() -> ResponseReturnValue:
    """An empty form."""
    with here().database.read() as session:
        source = terms_for(session).convention.name
    return form_page("trade/new.html", typed_form(data={}), [], source=source, checked=None)


@bp.post("/shipments/new")
@requires(Permission.RECORD_SHIPMENTS)
def create() -> ResponseReturnValue:
    """Check or record what was typed."""
    form = typed_form()
    texts = form.cells()
    if request.form.get("step") == "record":
        made = here().database.write(
            lambda session: enter(session, actor(), _kept(terms_for(session)), texts, request_key("enter"))
        )
        if isinstance(made, Entered):
            return recorded(made)
    with here().database.read() as session:
        terms = _kept(terms_for(session))
        checked = shown.check(terms, typed(SHIPMENTS, texts))
    source = terms.convention.name
    return form_page("trade/new.html", form, list(checked.troubles), source=source, checked=checked)


def _kept(terms: Terms) -> Terms:
    """The terms, with an undecided quantity kept unresolved where the form says so."""
    return replace(terms, keep_unresolved="keep" in request.form)


@bp.get("/shipments/<ref>/correct")
@requires(Permission.CORRECT_RECORDS)
def to_correct(ref: str) -> ResponseReturnValue:
    """The record's own cells in a form."""
    with here().database.read() as session:
        row = standing(session, ref)
    data = {key: text for key, (_, text) in stated_cells(row).items()}
    return form_page("trade/correct.html", typed_form(data=data), [], ref=ref, row=row, checked=None, changes=[])


@bp.post("/shipments/<ref>/correct")
@requires(Permission.CORRECT_RECORDS)
def corrected(ref: str) -> ResponseReturnValue:
    """Show what would change, then, once that has been seen, put the new record in the old one's place."""
    form, texts, reason = *_form_texts(), request.form.get("reason", "")
    made = _corrected(ref, texts, reason) if _seen(texts) else None
    if isinstance(made, Entered):
        return recorded(made)
    with here().database.read() as session:
        row = standing(session, ref)
        checked = shown.check(correcting(terms_for(session, row), row), changed_cells(stated_cells(row), texts), row)
        changes = differences(row, texts)
    unchanged = [] if changes else troubles_told(problem("correction.nothing-changes"))
    troubles = list(checked.troubles) or (unchanged if made is None else troubles_told(made))
    told_too = {"ref": ref, "row": row, "checked": checked, "changes": changes, "seen": _fingerprint(texts)}
    return form_page("trade/correct.html", form, troubles, reason=reason, **told_too)


def _form_texts() -> tuple[RecordForm, dict[str, str]]:
    form = typed_form()
    return form, form.cells()


def _corrected(ref: str, texts: Mapping[str, str], reason: str) -> Entered | list[Trouble] | Problem:
    def unit(session: Session) -> Entered | list[Trouble] | Problem:
        terms = terms_for(session, own(session, ref))
        return correct(session, actor(), terms, ref, texts, reason, request_key("correct"))

    return here().database.write(unit)


def _fingerprint(texts: Mapping[str, str]) -> str:
    """What the form said when a person was shown its consequences."""
    return sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


def _seen(texts: Mapping[str, str]) -> bool:
    """Whether the consequences of exactly these texts were shown before they were confirmed."""
    return request.form.get("step") == "record" and request.form.get("seen") == _fingerprint(texts)
