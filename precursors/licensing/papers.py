"""Papers of permits: the printed authorisation with its proof in a QR code, the draft of a notification."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import segno
from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from segno.encoder import DataOverflowError
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.checkpoint import load_key
from precursors.audit.compact import packed
from precursors.audit.proof import prove
from precursors.db.tables import Fact
from precursors.law.boxes import Box, boxes
from precursors.law.dated import Entry
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.record import NOTIFICATIONS
from precursors.lives.service import state_of
from precursors.registers.doing import terms
from precursors.registers.listing import find
from precursors.registers.parties import learn
from precursors.registers.shelf import PARTIES
from precursors.registers.writing import field_label, plainly
from precursors.scope.reading import note
from precursors.substances.book import book
from precursors.web import pdf
from precursors.web.access import reader, requires
from precursors.web.figures import day
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t
from precursors.workbooks.streams import XlsxStream

bp = Blueprint("permits", __name__)

LAYOUT = (
    "number", "counterpart", "notified", "reply_by", "origin", "exporter", "exporter_address", "destination",
    "importer", "importer_address", "consignee", "consignee_address", "substance", "commercial_name", "cas", "hs",
    "quantity", "unit", "concentration", "packages", "dispatch", "point_exit", "point_entry", "transit", "transport",
    "carrier", "export_authorisation", "import_authorisation", "end_use", "period_from", "period_to", "notes",
)  # fmt: skip
"""Fields of a draft, in the order in which a liaison officer keys or reads them."""

_WAYS = {"substance": "substance", "origin": "country", "destination": "country"}


@bp.get("/authorisations/<ref>/paper")
@requires(Permission.READ_REGISTER)
def authorisation_paper(ref: str) -> ResponseReturnValue:
    """The authorisation as it is printed and carried; its proof stands in the QR code, whole."""
    paper, proof = _paper(ref)
    return render_template("licensing/authorisation_paper.html", **paper, qr=_picture(proof), pdf=pdf.AVAILABLE)


@bp.get("/authorisations/<ref>/paper.pdf")
@requires(Permission.READ_REGISTER)
def authorisation_pdf(ref: str) -> ResponseReturnValue:
    """The same as PDF/A; not there where the extra is not installed."""
    if not pdf.AVAILABLE:
        abort(404)
    paper, proof = _paper(ref)
    code = _code(proof)
    told = {
        "title": f"{t('permits.of-authorisation')} {paper['row'].number}",
        "agency": paper["row"].agency,
        "reference": ref,
        "language": language(),
        "warning": "" if paper["granted"] else t("permits.not-granted-paper"),
        "state": _state(paper),
        "boxes": [*paper["lines"], *_decided(paper["row"])],
        "scan": t("permits.scan"),
        "signature": t("permits.signature"),
        "picture": code is not None,
    }
    made = pdf.paper("licensing/authorisation.typ", told, {"qr.svg": code} if code else {})
    return _file(made, "application/pdf", f"{ref.replace('*', '_')}.pdf")


def _paper(ref: str) -> tuple[dict[str, Any], str]:
    """What a printed authorisation says, and its proof."""
    with here().database.read() as session:
        row = _own(session, Authorisation, ref)
        known = terms(session, row.agency)
        filled = boxes(demo=known.demo).of(known.country, row.kind, row.applied or here().today)
        lines = list(_boxes(filled, row, known.country))
        state = state_of(session, AUTHORISATION, row.key).state
        proof = packed(prove(session, row.id, load_key(here().settings.signing_key_file)))
    note(Authorisation, [row], "print")
    paper = {"row": row, "ref": ref, "lines": lines, "state": state, "granted": state in IN_FORCE}
    return paper, proof


def _state(paper: Mapping[str, Any]) -> str:
    """Kind, state and days, in one line."""
    row = paper["row"]
    days = f" · {day(row.valid_from)} – {day(row.valid_to)}" if row.valid_from else ""
    return f"{plainly(row.kind, 'words:authorisation_kinds')} · {plainly(paper['state'], 'state')}{days}"


def _decided(row: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - a line
    """What stands under the boxes: substance, grant, conditions."""
    granted = plainly(row.granted, "litres" if row.measure == "ul" else "kg") if row.granted else "–"
    yield "", t("permits.substance"), plainly(row.substance, "substance")
    yield "", t("permits.granted"), granted
    if row.conditions:
        yield "", t("permits.section-decision"), row.conditions


_AT_HOME = {"export": "exporter_country", "import": "importer_country", "local-purchase": "importer_country"}
"""The box of the applicant's country by kind; it is the agency's own where nobody states it."""


def _boxes(filled: tuple[Entry[Box], ...], row: Any, home: str) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - a line
    """Number, name and content of every box."""
    for entry in filled:
        field = entry.value.field
        value = getattr(row, field, None) or (home if field == _AT_HOME.get(row.kind) else None)
        as_ = "day" if isinstance(value, date) else "country" if field.endswith("_country") else "text"
        told = plainly(value, as_)
        if entry.value.field == "quantity" and row.unit:
            told = f"{told} {row.unit}"
        yield entry.value.number, str(field_label(AUTHORISATIONS, entry.value.field)), told


def _code(proof: str) -> bytes | None:
    """The QR code that holds a proof, as SVG; None where it is too long for any."""
    try:
        code = segno.make(proof, error="l", micro=False)
    except DataOverflowError:
        return None
    out = io.BytesIO()
    code.save(out, kind="svg", scale=3, border=4, xmldecl=False)
    return out.getvalue()


def _picture(proof: str) -> Markup:
    """The same within a page; nothing where there is none."""
    return Markup((_code(proof) or b"").decode())  # noqa: S704 - drawn by segno


@bp.get("/notifications/<ref>/draft")
@requires(Permission.READ_REGISTER)
def notification_draft(ref: str) -> ResponseReturnValue:
    """The notification in the order in which it is keyed into another system or sent."""
    row, lines = _draft(ref)
    return render_template("licensing/notification_draft.html", row=row, ref=ref, lines=lines)


@bp.get("/notifications/<ref>/draft.txt")
@requires(Permission.EXPORT_RECORDS)
def notification_text(ref: str) -> ResponseReturnValue:
    """The same as plain text."""
    _, lines = _draft(ref)
    text = "".join(f"{label}: {value}\n" for label, value in lines)
    return _file(text.encode(), "text/plain; charset=utf-8", f"{ref.replace('*', '_')}.txt")


@bp.get("/notifications/<ref>/draft.xlsx")
@requires(Permission.EXPORT_RECORDS)
def notification_sheet(ref: str) -> ResponseReturnValue:
    """The same as a workbook of two columns."""
    _, lines = _draft(ref)
    out = io.BytesIO()
    with XlsxStream(out, ["PEN"]) as book, book.sheet((32, 80), 0) as sheet:
        for line in lines:
            sheet.row(list(line))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(out.getvalue(), kind, f"{ref.replace('*', '_')}.xlsx")


def _draft(ref: str) -> tuple[Any, list[tuple[str, str]]]:
    """A notification and what its draft says, field by field; empty fields too, so that nothing is overlooked.

    Goods are sent from the agency's own country, and received in it, where nobody states another.
    """
    with here().database.read() as session:
        row = _own(session, Notification, ref)
        home = {"origin" if row.direction == "sent" else "destination": terms(session, row.agency).country}
        learn(session, reader().sight, [getattr(row, key) for key in LAYOUT if key in PARTIES])
    note(Notification, [row], "print")
    lines = []
    for key in LAYOUT:
        value = getattr(row, key) or (book().first_cas(row.substance) if key == "cas" else home.get(key))
        as_ = "day" if isinstance(value, date) else "party" if key in PARTIES else _WAYS.get(key, "text")
        lines.append((str(field_label(NOTIFICATIONS, key)), plainly(value, as_)))
    return row, lines


def _own(session: Session, model: type[Fact], ref: str) -> Any:  # noqa: ANN401 - of the model
    """A record of the reader's own agencies. Raises 404 for any other."""
    row = find(session, model, reader().sight.own, ref)
    return abort(404) if row is None else row


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind.partition(";")[0], content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
