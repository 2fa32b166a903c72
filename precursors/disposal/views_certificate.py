"""Certificates: as a page, as a PDF, their proof, and the document that is recorded by its hash."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from flask import Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.refs import key_of, ref_of
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.paper import moment_said
from precursors.disposal.printing import Printed, as_pdf, printed
from precursors.disposal.views import bp, who
from precursors.documents.service import Upload, attach, attached
from precursors.documents.store import Store
from precursors.problems import Problem
from precursors.scope.reading import note
from precursors.scope.visible import visible
from precursors.web import pdf
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.sealing import sealed
from precursors.web.texts import t, told

PDF = "application/pdf"
bp.add_app_template_filter(moment_said, "moment_said")


def certificate_seen(session: Session, ref: str) -> DisposalCertificate | None:
    """The certificate of this reference, if the reader may see it."""
    known = key_of(session, ref)
    if known is None or known[0] is not DisposalCertificate:
        return None
    query: Any = select(DisposalCertificate).where(DisposalCertificate.id == known[1])
    seen = visible(query, DisposalCertificate, reader().sight, names=True)
    row: DisposalCertificate | None = session.execute(seen).scalar_one_or_none()
    return row


def certificate_printed(ref: str, why: str = "", *, bare: bool = False) -> Printed | None:
    """The certificate of this reference with its proof, if the reader may see it; the reading is noted.

    Raises NoKey where nothing can be proved, unless it may stand `bare`.
    """
    with here().database.read() as session:
        row = certificate_seen(session, ref)
        newest = newest_of(session, row) if row else None
    if row is None:
        return None
    note(DisposalCertificate, [row], why)
    return printed(ref, row, newest, bare=bare)


def _printed(ref: str, why: str = "", *, bare: bool = False) -> Printed:
    """The same; 404 otherwise."""
    made = certificate_printed(ref, why, bare=bare)
    return made if made is not None else abort(404)


def newest_of(session: Session, row: DisposalCertificate) -> str | None:
    """The reference of a later version, if one was issued."""
    query = select(DisposalCertificate).where(DisposalCertificate.order_id == row.order_id)
    last = session.execute(query.order_by(DisposalCertificate.version.desc()).limit(1)).scalar_one_or_none()
    return None if last is None or last.id == row.id else ref_of(session, DisposalCertificate, last.id)


@bp.get("/disposal/certificates/<ref>")
@requires(Permission.READ_DISPOSAL)
def certificate(ref: str) -> ResponseReturnValue:
    """The certificate as it is printed."""
    return _drawn(_printed(ref, bare=True))


def _drawn(made: Printed) -> str:
    with here().database.read() as session:
        kept = attached(session, reader().sight, DisposalCertificate.__tablename__, [made.row.id])
    picture = Markup(made.square().decode())  # noqa: S704 - drawn by segno
    return render_template("disposal/certificate.html", made=made, picture=picture, kept=kept, pdf=pdf.AVAILABLE)


@bp.get("/disposal/certificates/<ref>/certificate.pdf")
@requires(Permission.READ_DISPOSAL)
def certificate_pdf(ref: str) -> ResponseReturnValue:
    """The same as PDF/A, not sealed; not there where the extra is not installed."""
    if not pdf.AVAILABLE:
        abort(404)
    return pdf_answer(_printed(ref, "print"))


def pdf_answer(made: Printed) -> Response:
    """A certificate's PDF as a file to keep."""
    return send_file(io.BytesIO(as_pdf(made)), PDF, as_attachment=True, download_name=f"{made.ref}.pdf")


@bp.get("/disposal/certificates/<ref>/proof")
@requires(Permission.READ_DISPOSAL)
def certificate_proof(ref: str) -> ResponseReturnValue:
    """The proof as a file: `precursors verify-proof` checks it without any database."""
    file = io.BytesIO(json.dumps(_printed(ref, "proof").proof, indent=1).encode())
    return send_file(file, "application/json", as_attachment=True, download_name=f"{ref}.proof.json")


@bp.post("/disposal/certificates/<ref>/document")
@requires(Permission.DECIDE_DISPOSAL)
def certificate_document(ref: str) -> ResponseReturnValue:
    """Keep an own certificate as it is printed now, sealed where a key is laid: an act of its own records its hash."""
    made = keep(ref)
    if made is None:
        abort(404)
    wrong = isinstance(made, Problem)
    flash(told(made) if isinstance(made, Problem) else t("disposal.document-kept"), "error" if wrong else "success")
    return redirect(url_for("disposal.certificate", ref=ref), 303)


def keep(ref: str) -> int | Problem | None:
    """Print, seal and keep a certificate of the reader's own agency; answers the act, None where it is not theirs."""
    made = certificate_printed(ref)
    if made is None or not reader().sight.owns(made.row.agency):
        return None
    ending = "pdf" if pdf.AVAILABLE else "html"
    paper = sealed(as_pdf(made), made.row.agency, here().settings) if pdf.AVAILABLE else _drawn(made).encode()
    if isinstance(paper, Problem):
        return paper
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(here().settings.home / "documents")
    with tempfile.NamedTemporaryFile(dir=folder) as waiting:
        waiting.write(paper)
        waiting.flush()
        upload = Upload(Path(waiting.name), f"{ref}.{language()}.{ending}")
        return here().whole.write(lambda session: attach(session, who(session).actor, made.row, upload, store))
