"""What the forms of shipments share: who acts, what names their request, a page with everything typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.audit.asking import form_key
from precursors.intake.drafts import Trouble
from precursors.intake.forms import RecordForm, form_for
from precursors.problems import Problem
from precursors.trade.corrections import standing_shipment
from precursors.trade.entry import Entered
from precursors.trade.models import Shipment
from precursors.trade.record import SHIPMENTS
from precursors.trade.shown import SECTIONS
from precursors.trade.views import own
from precursors.web.language import language
from precursors.web.texts import t, told

Told = list[tuple[str | None, str]]
"""Field and sentence of each trouble."""


def typed_form(only: tuple[str, ...] = (), data: Mapping[str, str] | None = None) -> RecordForm:
    """The form of a shipment, or of the fields `only`, with what the request sent, or with `data`."""
    made = form_for(SHIPMENTS, language(), only)
    return made(request.form) if data is None else made(data=data)


def troubles_told(troubles: list[Trouble] | Problem) -> Told:
    """Field and sentence of each trouble."""
    problems = [troubles] if isinstance(troubles, Problem) else [trouble.problem for trouble in troubles]
    return [(each.field, told(each)) for each in problems]


def form_page(
    template: str,
    form: RecordForm,
    troubles: Told,
    **shown_too: Any,  # noqa: ANN401 - what the template wants
) -> ResponseReturnValue:
    """The page of a form with everything typed and every trouble at its field; 422 if there are troubles."""
    form.validate()
    about_reason = next((sentence for field, sentence in troubles if field == "reason"), None)
    rest = form.blame(trouble for trouble in troubles if trouble[0] != "reason")
    told_too = {"key": form_key(), "sections": SECTIONS, "reason_wrong": about_reason} | shown_too
    page = render_template(template, form=form, rest=rest, **told_too)
    return (page, 422) if troubles else page


def recorded(made: Entered) -> ResponseReturnValue:
    """To the record's page, with a word on what happened."""
    flash(t("trade.known-already" if made.known else "trade.recorded", ref=made.ref), "success")
    return redirect(url_for("trade.shipment", ref=made.ref), 303)


def standing(session: Session, ref: str) -> Shipment:
    """A record of the reader's agency that may still be changed; 404 for a foreign one, 409 for one taken back."""
    row = own(session, ref)
    if isinstance(standing_shipment(session, ref), Problem):
        abort(409)
    return row
