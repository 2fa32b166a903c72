"""Pages that resolve, reverse, flag a shipment, or lay a document to it. Each act is the reader's own."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.asking import actor
from precursors.flags.service import raise_by_hand
from precursors.intake.drafts import Trouble
from precursors.intake.forms import RecordForm
from precursors.intake.importing import Outcome
from precursors.problems import Problem, problem
from precursors.registers.doing import laid
from precursors.trade import history, shown
from precursors.trade.asking import Told, form_page, standing, troubles_told, typed_form
from precursors.trade.corrections import reverse_record
from precursors.trade.onerow import stated_cells
from precursors.trade.resolving import CHOICES, chosen_cells, resolve
from precursors.trade.views import bp, own, terms_for
from precursors.web.access import requires
from precursors.web.here import here
from precursors.web.texts import t, told


@bp.get("/shipments/<ref>/resolve")
@requires(Permission.CORRECT_RECORDS)
def resolving(ref: str) -> ResponseReturnValue:
    """What the quantity asks, and the cells an answer may stand in."""
    return _resolve_page(ref, typed_form(CHOICES, data={}), "", [], checked=False)


@bp.post("/shipments/<ref>/resolve")
@requires(Permission.CORRECT_RECORDS)
def resolved(ref: str) -> ResponseReturnValue:
    """Show what the choice comes to, or write it."""
    form, reason = typed_form(CHOICES), request.form.get("reason", "")
    choices = form.cells()
    if not choices:
        return _resolve_page(ref, form, reason, troubles_told(problem("choice.none")), checked=False)
    if request.form.get("step") != "record":
        return _resolve_page(ref, form, reason, [], checked=True)
    made = _resolved(ref, choices, reason)
    if isinstance(made, Outcome) or (isinstance(made, Problem) and made.code == "record.reversed"):
        return _replaced(ref)  # by this request, or by its twin a moment ago
    return _resolve_page(ref, form, reason, troubles_told(made), checked=True)


def _resolved(ref: str, choices: dict[str, str], reason: str) -> Outcome | list[Trouble] | Problem:
    def unit(session: Session) -> Outcome | list[Trouble] | Problem:
        terms = terms_for(session, own(session, ref))
        return resolve(session, actor(), terms, ref, choices, reason.strip() or None)

    return here().database.write(unit)


def _replaced(ref: str) -> ResponseReturnValue:
    """To the record that has taken the place of `ref`."""
    with here().database.read() as session:
        new_ref = history.replacement(session, own(session, ref)) or ref
    flash(t("trade.recorded", ref=new_ref), "success")
    return redirect(url_for("trade.shipment", ref=new_ref), 303)


def _resolve_page(ref: str, form: RecordForm, reason: str, troubles: Told, *, checked: bool) -> ResponseReturnValue:
    with here().database.read() as session:
        row = standing(session, ref)
        terms = terms_for(session, row)
        asked = history.explained(terms, row)
        cells = chosen_cells(row, form.cells())
        found = shown.check(replace(terms, correct=True), cells, row) if checked else None
    question = shown.status_told(row.code, asked)
    first = shown.asked_field(asked.problem if asked else None, row.code)
    known = {"ref": ref, "row": row, "question": question, "checked": found, "reason": reason}
    stated = {key: stated_cells(row).get(key, ("", ""))[1] for key in sorted(CHOICES, key=lambda key: key != first)}
    troubles = troubles or (list(found.troubles) if found else [])
    return form_page("trade/resolve.html", form, troubles, stated=stated, **known)


@bp.get("/shipments/<ref>/reverse")
@requires(Permission.CORRECT_RECORDS)
def reversing(ref: str) -> ResponseReturnValue:
    """Ask for the reason."""
    with here().database.read() as session:
        row = standing(session, ref)
    return render_template("trade/reverse.html", ref=ref, row=row, wrong=None, reason="")


@bp.post("/shipments/<ref>/reverse")
@requires(Permission.CORRECT_RECORDS)
def reversed_(ref: str) -> ResponseReturnValue:
    """Take the record back."""
    reason = request.form.get("reason", "")
    with here().database.read() as session:
        row = standing(session, ref)
    made = here().database.write(lambda session: reverse_record(session, actor(), ref, reason))
    if isinstance(made, Problem):
        return render_template("trade/reverse.html", ref=ref, row=row, wrong=told(made), reason=reason), 422
    flash(t("trade.reversed", ref=ref), "success")
    return redirect(url_for("trade.shipment", ref=ref), 303)


@bp.get("/shipments/<ref>/flag")
@requires(Permission.RAISE_FLAG)
def flagging(ref: str) -> ResponseReturnValue:
    """Ask why somebody should look at the record."""
    with here().database.read() as session:
        row = own(session, ref)
    return render_template("trade/flag.html", ref=ref, row=row, wrong=None)


@bp.post("/shipments/<ref>/flag")
@requires(Permission.RAISE_FLAG)
def flagged(ref: str) -> ResponseReturnValue:
    """Raise the reader's own flag on the record."""
    with here().database.read() as session:
        row = own(session, ref)
    reason = request.form.get("reason", "")
    made = here().database.write(lambda session: raise_by_hand(session, actor(), ref, reason))
    if isinstance(made, Problem):
        return render_template("trade/flag.html", ref=ref, row=row, wrong=told(made)), 422
    flash(t("trade.flag-raised", flag=made), "success")
    return redirect(url_for("trade.shipment", ref=ref), 303)


@bp.get("/shipments/<ref>/documents")
@requires(Permission.ATTACH_DOCUMENTS)
def documents(ref: str) -> ResponseReturnValue:
    """Ask for a file."""
    with here().database.read() as session:
        row = own(session, ref)
    return render_template("trade/documents.html", ref=ref, row=row, wrong=None, most=here().settings.max_file_mb)


@bp.post("/shipments/<ref>/documents")
@requires(Permission.ATTACH_DOCUMENTS)
def attached(ref: str) -> ResponseReturnValue:
    """Keep the file and lay it to the record."""
    with here().database.read() as session:
        row = own(session, ref)
    made = laid(actor(), row)
    if isinstance(made, Problem):
        most = here().settings.max_file_mb
        return render_template("trade/documents.html", ref=ref, row=row, wrong=told(made), most=most), 422
    flash(t("trade.document-attached"), "success")
    return redirect(url_for("trade.shipment", ref=ref), 303)
