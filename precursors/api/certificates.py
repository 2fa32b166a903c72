"""Certificates of destruction for programs: sealed data, proof, PDF, recorded documents, the check for anybody."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Response

from precursors.access.permissions import Permission
from precursors.api.answers import answer, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, MOMENT, QUANTITY, TEXT, TRUTH, WHOLE, kilograms, many, maybe, shape
from precursors.disposal.listing import outcomes
from precursors.disposal.models import DisposalOrder
from precursors.disposal.views_certificate import PDF, certificate_printed, keep, pdf_answer
from precursors.disposal.views_verify import told_of
from precursors.problems import Problem
from precursors.scope.reading import note
from precursors.web import pdf
from precursors.web.access import public, reader, requires
from precursors.web.here import here

CERTIFICATE = shape(
    "DisposalCertificate",
    "The sealed data of a certificate.",
    ref=TEXT,
    version=(WHOLE, lambda each: each.row.version),
    code=(TEXT, lambda each: each.row.code),
    sha256=(TEXT, lambda each: each.row.sha256),
    newest=maybe(TEXT),
    address=TEXT,
    content=ANYTHING,
)
PROOF = shape("Proof", "A proof as `verify-proof` reads it.", proof=ANYTHING)
RECORDED = shape("RecordedDocument", "The act that recorded the hash of the printed certificate.", act=WHOLE)
DOCUMENT = shape("CertificateDocument", "A recorded document: its hash and its act.", sha256=TEXT, at=MOMENT, act=WHOLE)
CHECKED = shape(
    "CheckedCertificate",
    "What anybody may know of a certificate; no name of a person.",
    ref=TEXT,
    version=WHOLE,
    newest=maybe(TEXT),
    agency=TEXT,
    issued=TEXT,
    demo=TRUTH,
    sha256=TEXT,
    act=WHOLE,
    documents=(many(DOCUMENT.ref), lambda each: DOCUMENT.all(each.documents)),
)
OUTCOME = shape(
    "DisposalOutcome",
    "What one line of one order came to, for the environment.",
    ref=TEXT,
    number=TEXT,
    substance=TEXT,
    method=TEXT,
    operation=TEXT,
    disposed=(maybe(QUANTITY.ref), lambda each: kilograms(each.disposed_ug)),
    residue=(maybe(QUANTITY.ref), lambda each: kilograms(each.residue_ug)),
    added=(maybe(QUANTITY.ref), lambda each: kilograms(each.added_ug)),
    waste=TEXT,
    basel=TEXT,
    km=maybe(WHOLE),
)
_YEAR = {"type": "integer", "minimum": 1900, "maximum": 2999}


@bp.get("/disposal-certificates/<ref>")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Read one certificate of destruction", CERTIFICATE))
def disposal_certificate(ref: str) -> Response:
    """The sealed data, and where anybody may check it."""
    made = certificate_printed(ref, bare=True)
    return not_found() if made is None else answer(CERTIFICATE.of(made))


@bp.get("/disposal-certificates/<ref>/proof")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Take the proof of a certificate and of its recorded documents", PROOF))
def disposal_certificate_proof(ref: str) -> Response:
    """What stands in `proof` is a file that `precursors verify-proof` checks without any database."""
    made = certificate_printed(ref, "proof")
    return not_found() if made is None else answer(PROOF.of(made))


@bp.get("/disposal-certificates/<ref>/certificate.pdf")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("Take a certificate as PDF/A, not sealed", media=PDF))
def disposal_certificate_pdf(ref: str) -> Response:
    """Not there where the extra `pdf` is not installed."""
    made = certificate_printed(ref, "print") if pdf.AVAILABLE else None
    return not_found() if made is None else pdf_answer(made)


@bp.post("/disposal-certificates/<ref>/documents")
@requires(Permission.DECIDE_DISPOSAL)
@operation(Operation("Print, seal and keep an own certificate", RECORDED, {}, {"type": "object"}, 201))
def disposal_certificate_document(ref: str) -> Response:
    """Its hash is recorded by an act; what cannot be sealed is not recorded."""
    made = keep(ref)
    if made is None:
        return not_found()
    return refused_for([made]) if isinstance(made, Problem) else answer(RECORDED.of(SimpleNamespace(act=made)), 201)


@bp.get("/disposal-verifications/<certificate:code>")
@public
@operation(Operation("Check a certificate by its code", CHECKED))
def disposal_verification(code: str) -> Response:
    """For anybody: whether it was issued here, whether it is the last version, which documents were recorded of it."""
    with here().whole.read() as session:
        known = told_of(session, code)
    return not_found() if known is None else answer(CHECKED.of(SimpleNamespace(**known)))


@bp.get("/disposal-figures")
@requires(Permission.READ_DISPOSAL)
@operation(Operation("List what was destroyed in a year", many(OUTCOME.ref), {"year": _YEAR}, lines=True))
def disposal_figures() -> Response:
    """Reconciled lines of the year, this one unless asked otherwise."""
    year = int(parameters().get("year", here().today.year))
    with here().database.read() as session:
        rows = outcomes(session, reader().sight, year)
    note(DisposalOrder, [])
    return page((OUTCOME.of(each) for each in rows), None)
