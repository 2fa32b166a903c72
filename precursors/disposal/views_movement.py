"""The movement document of a load: a page to print, and the same as a PDF where the extra is installed."""

from __future__ import annotations

import io

from flask import Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.movement import Movement, as_pdf, movement_of
from precursors.disposal.views import bp, found
from precursors.disposal.views_certificate import PDF
from precursors.problems import problem
from precursors.scope.reading import note
from precursors.web import pdf
from precursors.web.access import requires
from precursors.web.here import here
from precursors.web.texts import told


@bp.get("/disposal/<ref>/movement")
@requires(Permission.READ_DISPOSAL)
def movement(ref: str) -> ResponseReturnValue:
    """The document as it is printed."""
    made = drawn_up(ref)
    return _none(ref) if made is None else render_template("disposal/movement.html", ref=ref, made=made, **_PDF)


@bp.get("/disposal/<ref>/movement.pdf")
@requires(Permission.READ_DISPOSAL)
def movement_pdf(ref: str) -> ResponseReturnValue:
    """The same as a PDF; not there where the extra is not installed."""
    if not pdf.AVAILABLE:
        abort(404)
    made = drawn_up(ref)
    if made is None:
        return _none(ref)
    return movement_file(ref, made)


def movement_file(ref: str, made: Movement) -> Response:
    """A movement document's PDF as a file to keep."""
    return send_file(io.BytesIO(as_pdf(made)), PDF, as_attachment=True, download_name=f"{ref}.movement.pdf")


_PDF = {"pdf": pdf.AVAILABLE}


def drawn_up(ref: str) -> Movement | None:
    """The document of an order's load, None where there is none yet; the reading is noted. 404 without the order."""
    with here().database.read() as session:
        order = found(session, ref)
        made = movement_of(session, load(session, order, here().today), ref)
    note(DisposalOrder, [order], "print")
    return made


def _none(ref: str) -> ResponseReturnValue:
    """Nothing was drawn up yet: back to the order, which says what comes next."""
    flash(told(problem("disposal.waybill-missing", "waybill")), "error")
    return redirect(url_for("disposal.show", ref=ref), 303)
