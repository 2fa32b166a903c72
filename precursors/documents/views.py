"""Documents taken away by their hash: always as a file to keep, never as a page of ours."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.documents.models import Document
from precursors.documents.service import document_seen
from precursors.documents.store import Store
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

bp = Blueprint("documents", __name__)

INERT = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Policy of an answer with bytes of others: should a browser show them after all, they can do nothing."""
_SHA256 = 32


@bp.get("/documents/<digest>")
@requires(Permission.READ_DOCUMENTS)
def download(digest: str) -> ResponseReturnValue:
    """The bytes of a document that belongs to a record or an act of the reader's agency."""
    wanted = _read(digest)
    with here().database.read() as session:
        found = document_seen(session, reader().sight, wanted) if wanted else None
    path = Store(here().settings.home / "documents").path(wanted)
    if found is None or not path.exists():
        abort(404)
    if found.agency is not None:
        note(Document, [SimpleNamespace(id=found.id, agency=found.agency)], "download")
    answer = send_file(path, "application/octet-stream", as_attachment=True, download_name=found.name, etag=False)
    answer.headers["Content-Security-Policy"] = INERT
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _read(digest: str) -> bytes:
    """The hash an address names; nothing when it names none."""
    try:
        octets = bytes.fromhex(digest)
    except ValueError:
        return b""
    return octets if len(octets) == _SHA256 else b""
