"""The certificate: a page to print, its proof as a file beside it, and the page on which anybody can look it up."""

from __future__ import annotations

import io
import json
import re
import tempfile
from base64 import b64decode
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.checkpoint import Head, load_key, read_head
from precursors.audit.merkle import leaf_hash
from precursors.audit.proof import prove
from precursors.audit.refs import key_of, ref_of
from precursors.db.tables import act_of
from precursors.disposal.listing import outcomes
from precursors.disposal.models import DisposalOrder
from precursors.disposal.views import CertificateCode, bp, who
from precursors.disposal.work_models import DisposalCertificate
from precursors.documents.service import Upload, attach, attached
from precursors.documents.store import Store
from precursors.i18n.catalogue import SOURCE, reviewed, text
from precursors.problems import Problem
from precursors.scope.reading import note
from precursors.scope.visible import visible
from precursors.web.access import public, reader, requires
from precursors.web.here import here, public_address
from precursors.web.language import language
from precursors.web.texts import t, told
from precursors.workbooks.streams import XlsxStream

LEGAL = ("disposal.legal-non-retrievable", "disposal.legal-balance", "disposal.legal-verify")
"""Sentences of law on a certificate."""


def certificate_seen(session: Session, ref: str) -> DisposalCertificate | None:
    """The certificate of this reference, if the reader may see it."""
    known = key_of(session, ref)
    if known is None or known[0] is not DisposalCertificate:
        return None
    query: Any = select(DisposalCertificate).where(DisposalCertificate.id == known[1])
    seen = visible(query, DisposalCertificate, reader().sight, names=True)
    row: DisposalCertificate | None = session.execute(seen).scalar_one_or_none()
    return row


def _certificate(session: Session, ref: str) -> DisposalCertificate:
    """The same; 404 otherwise."""
    row = certificate_seen(session, ref)
    return row if row is not None else abort(404)


def legal(code: str) -> list[tuple[str, str]]:
    """A sentence of law in the reader's language where somebody has reviewed it, else beside the reviewed one."""
    own = language()
    tongues = [own] if reviewed(own) else [own, SOURCE]
    return [(each, text("pages", code, each)) for each in tongues]


@bp.get("/disposal/certificates/<ref>")
@requires(Permission.READ_DISPOSAL)
def certificate(ref: str) -> ResponseReturnValue:
    """The certificate as it is printed."""
    return _drawn(ref)


def _drawn(ref: str) -> str:
    with here().database.read() as session:
        row = _certificate(session, ref)
        newest = _newest(session, row)
        kept = attached(session, reader().sight, DisposalCertificate.__tablename__, [row.id])
    note(DisposalCertificate, [row])
    leaf, head = _place(row.id)
    address = public_address(url_for("disposal.verify", code=row.code))
    square = f"{address}\n{leaf}\n{head.size} {head.root.hex()}"
    picture = Markup(segno.make(square, error="m").svg_inline(scale=3, border=4, omitsize=True))  # noqa: S704 - drawn by segno
    known = {"row": row, "content": json.loads(row.content), "leaf": leaf, "head": head, "address": address}
    sentences = [legal(code) for code in LEGAL]
    return render_template(
        "disposal/certificate.html", ref=ref, picture=picture, legal=sentences, newest=newest, kept=kept, **known
    )


def _proof(number: int) -> dict[str, Any]:
    """The proof of a certificate; it needs the whole log, of which it tells nothing but hashes."""
    with here().whole.read() as session:
        return prove(session, number, load_key(here().settings.signing_key_file))


def _place(number: int) -> tuple[str, Head]:
    """Hash of a certificate's leaf, and the head of the log it is in."""
    made = _proof(number)
    return leaf_hash(b64decode(made["record"])).hex(), read_head(made["checkpoint"])


def _newest(session: Session, row: DisposalCertificate) -> str | None:
    """The reference of a later version, if one was issued."""
    query = select(DisposalCertificate).where(DisposalCertificate.order_id == row.order_id)
    last = session.execute(query.order_by(DisposalCertificate.version.desc()).limit(1)).scalar_one_or_none()
    return None if last is None or last.id == row.id else ref_of(session, DisposalCertificate, last.id)


@bp.get("/disposal/certificates/<ref>/proof")
@requires(Permission.READ_DISPOSAL)
def certificate_proof(ref: str) -> ResponseReturnValue:
    """The proof as a file: `precursors verify-proof` checks it without any database."""
    with here().database.read() as session:
        row = _certificate(session, ref)
    note(DisposalCertificate, [row], "proof")
    file = io.BytesIO(json.dumps(_proof(row.id), indent=1).encode())
    return send_file(file, "application/json", as_attachment=True, download_name=f"{ref}.proof.json")


@bp.post("/disposal/certificates/<ref>/document")
@requires(Permission.DECIDE_DISPOSAL)
def certificate_document(ref: str) -> ResponseReturnValue:
    """Keep the page of an own certificate as it is drawn now: its hash is recorded by an act of its own."""
    with here().database.read() as session:
        if not reader().sight.owns(_certificate(session, ref).agency):
            abort(404)
    page = _drawn(ref).encode()
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(here().settings.home / "documents")
    with tempfile.NamedTemporaryFile(dir=folder) as waiting:
        waiting.write(page)
        waiting.flush()
        upload = Upload(Path(waiting.name), f"{ref}.{language()}.html")
        made = here().whole.write(lambda s: attach(s, who(s).actor, _certificate(s, ref), upload, store))
    flash(told(made) if isinstance(made, Problem) else t("disposal.document-kept"), "success")
    return redirect(url_for("disposal.certificate", ref=ref), 303)


@bp.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Ask for the code of a certificate."""
    code = request.args.get("code", "").strip().upper()
    if re.fullmatch(CertificateCode.regex, code):
        return redirect(url_for("disposal.verify", code=code), 303)
    return render_template("disposal/verify.html", code=code[:40], known=None), 404 if code else 200


@bp.get("/verify/<certificate:code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """Whether a certificate with this code was issued here, and whether it is the last version. No name is told."""
    wanted = code.strip().upper()
    with here().whole.read() as session:
        query = select(DisposalCertificate).where(DisposalCertificate.code == wanted)
        row = session.execute(query).scalar_one_or_none()
        known = _told_to_all(session, row) if row else None
    page = render_template("disposal/verify.html", code=wanted[:40], known=known)
    return page, 200 if known else 404


def _told_to_all(session: Session, row: DisposalCertificate) -> dict[str, Any]:
    content = json.loads(row.content)
    return {
        "ref": ref_of(session, DisposalCertificate, row.id),
        "version": row.version,
        "newest": _newest(session, row),
        "sha256": row.sha256,
        "act": act_of(row.id),
        "agency": row.agency,
        "issued": content["issued"]["at"],
        "demo": content["demo"],
        "protocol": content["protocol"],
        "lines": [(each["substance"], each["disposed"]) for each in content["lines"]],
    }


@bp.get("/disposal/figures")
@requires(Permission.READ_DISPOSAL)
def figures() -> ResponseReturnValue:
    """What was destroyed in a year, how, and what it left, by order and substance."""
    year = _year()
    with here().database.read() as session:
        rows = outcomes(session, reader().sight, year)
    note(DisposalOrder, [])
    return render_template("disposal/figures.html", rows=rows, year=year)


def _year() -> int:
    asked = request.args.get("year", "")
    return int(asked) if asked.isdigit() and len(asked) == 4 else here().today.year


@bp.get("/disposal/figures.xlsx")
@requires(Permission.EXPORT_RECORDS)
def figures_workbook() -> ResponseReturnValue:
    """The same as a workbook."""
    year = _year()
    with here().database.read() as session:
        rows = outcomes(session, reader().sight, year)
    file = io.BytesIO()
    with XlsxStream(file, [str(year)]) as book, book.sheet() as sheet:
        sheet.headings([t(f"disposal.c-{name.removesuffix('_ug')}") for name in COLUMNS])
        sheet.rows([_cell(name, getattr(row, name)) for name in COLUMNS] for row in rows)
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(file, kind, as_attachment=True, download_name=f"disposal-{year}.xlsx")


COLUMNS = (
    "ref", "number", "substance", "method", "operation", "disposed_ug", "residue_ug", "added_ug", "waste",
    "basel", "km",
)  # fmt: skip
"""Columns of the figures of a year."""


def _cell(name: str, value: str | int | None) -> str | Decimal | int | None:
    """Micrograms as kilograms."""
    return Decimal(value) / 10**9 if name.endswith("_ug") and isinstance(value, int) else value
