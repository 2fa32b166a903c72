"""What anybody may check of a certificate: that it was issued here, and that a file in hand is the one recorded."""

from __future__ import annotations

import json
import re
from hashlib import file_digest
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import ref_of
from precursors.db.tables import act_of
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.views import CertificateCode, bp
from precursors.disposal.views_certificate import newest_of
from precursors.documents.service import Attached, attached
from precursors.scope.visible import Sight
from precursors.web.access import public
from precursors.web.here import here


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
    return _page(code, None)


@bp.post("/verify/<certificate:code>")
@public
def verify_file(code: str) -> ResponseReturnValue:
    """The same, and whether the file that is sent is one whose hash was recorded for it. The file is not kept."""
    file = request.files.get("file")
    return _page(code, file_digest(file.stream, "sha256").hexdigest() if file and file.filename else None)  # type: ignore[arg-type] # a stream of bytes


def _page(code: str, digest: str | None) -> ResponseReturnValue:
    wanted = code.strip().upper()
    with here().whole.read() as session:
        known = told_of(session, code)
    held = _file_held(known["documents"], digest) if known and digest else None
    page = render_template("disposal/verify.html", code=wanted[:40], known=known, digest=digest, held=held)
    return page, 200 if known else 404


def _file_held(documents: list[Attached], digest: str) -> Attached | None:
    return next((each for each in documents if each.sha256 == digest), None)


def told_of(session: Session, code: str) -> dict[str, Any] | None:
    """What anybody may know of the certificate with this code; None where none was issued here."""
    query = select(DisposalCertificate).where(DisposalCertificate.code == code.strip().upper())
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    content = json.loads(row.content)
    return {
        "ref": ref_of(session, DisposalCertificate, row.id),
        "version": row.version,
        "newest": newest_of(session, row),
        "sha256": row.sha256,
        "act": act_of(row.id),
        "agency": row.agency,
        "issued": content["issued"]["at"],
        "demo": content["demo"],
        "protocol": content["protocol"],
        "lines": [(each["substance"], each["disposed"]) for each in content["lines"]],
        "documents": attached(session, Sight(), DisposalCertificate.__tablename__, [row.id]),
    }
