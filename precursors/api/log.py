"""The log: its acts, its signed head; and the documents that came with them."""

from __future__ import annotations

from types import SimpleNamespace

from flask import Response, send_file

from precursors.access.permissions import Permission
from precursors.api.answers import answer, page
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import going_on, number_cursor
from precursors.api.operation import Operation, limit, listing, operation, parameters
from precursors.api.shapes import MOMENT, TEXT, WHOLE, many, maybe, shape, widened
from precursors.audit import checkpoint, reading
from precursors.audit.views import act_reason
from precursors.documents.models import Document
from precursors.documents.service import document_seen
from precursors.documents.store import Store
from precursors.documents.views import INERT
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

OCTETS = "application/octet-stream"

ACT = shape(
    "Act",
    "Who did what and when; the reason is shown to those whose act it is.",
    act=(WHOLE, lambda told: told.act.id),
    kind=(TEXT, lambda told: told.act.kind),
    actor=(TEXT, lambda told: told.act.actor),
    agency=(maybe(TEXT), lambda told: told.act.agency),
    at=(MOMENT, lambda told: told.act.at),
    reason=(maybe(TEXT), lambda told: act_reason(told.act)),
    leaves=(WHOLE, lambda told: told.leaves),
    hash=(TEXT, lambda told: told.hash),
)
COUNTED = shape("Counted", "So many rows of a kind.", kind=TEXT, rows=WHOLE)
BLOCK = shape("Block", "Consecutive references: the first, the last, how many.", first=TEXT, last=TEXT, records=WHOLE)
REVERSAL = shape(
    "Reversal",
    "Rows of one act that another took back.",
    act=(WHOLE, lambda pair: pair[0]),
    rows=(WHOLE, lambda pair: pair[1]),
)
ACT_FULL = widened(
    ACT,
    "ActRecord",
    "One act with its seal, what it wrote, what it took back, what took it back.",
    leaves=(WHOLE, lambda told: told.seal.leaves),
    hash=(TEXT, lambda told: told.seal.hash),
    root=(TEXT, lambda told: told.seal.root),
    previous=(TEXT, lambda told: told.seal.prev),
    wrote=(many(COUNTED.ref), lambda told: COUNTED.all(told.wrote)),
    references=(many(BLOCK.ref), lambda told: BLOCK.all(told.blocks)),
    about=(many(TEXT), lambda told: list(told.leads)),
    reverses=(many(REVERSAL.ref), lambda told: REVERSAL.all(told.reverses.items())),
    reversed_by=(many(REVERSAL.ref), lambda told: REVERSAL.all(told.reversed_by.items())),
)
HEAD = shape(
    "Checkpoint", "The head of the log now; `note` is signed (C2SP tlog-checkpoint).", size=WHOLE, root=TEXT, note=TEXT
)


@bp.get("/acts")
@requires(Permission.READ_LOG)
@listing("List the acts of the log, newest first", ACT, kind=TEXT, agency=TEXT, person=TEXT)
def acts() -> Response:
    """Acts; a page with filters may be short and still lead on."""
    asked = parameters()
    filters = reading.Filters(asked.get("kind"), asked.get("agency"), asked.get("person"))
    after = number_cursor()
    with here().database.read() as session:
        found = reading.page(session, filters, after, limit())
    return page((ACT.of(line) for line in found.rows), going_on(found.after))


@bp.get("/acts/<int(max=9999999999):number>")
@requires(Permission.READ_LOG)
@operation(Operation("Read one act", ACT_FULL))
def act(number: int) -> Response:
    """One act."""
    with here().database.read() as session:
        told = reading.told(session, reader().sight, number)
    return answer(ACT_FULL.of(told)) if told else not_found()


@bp.get("/checkpoint")
@requires(Permission.READ_LOG)
@operation(Operation("Take the signed head of the log", HEAD))
def head() -> Response:
    """Size, root and the signed note."""
    with here().database.read() as session:
        found, _ = checkpoint.log_head(session)
    note_ = checkpoint.sign(found, checkpoint.load_key(here().settings.signing_key_file))
    return answer(HEAD.of(SimpleNamespace(size=found.size, root=found.root, note=note_)))


@bp.get("/documents/<digest>")
@requires(Permission.READ_DOCUMENTS)
@operation(Operation("Take a document by its SHA-256", media=OCTETS))
def document(digest: str) -> Response:
    """The bytes of a document that belongs to a record or an act of the reader's agency."""
    wanted = _read(digest)
    with here().database.read() as session:
        found = document_seen(session, reader().sight, wanted) if wanted else None
    path = Store(here().settings.home / "documents").path(wanted)
    if found is None or not path.exists():
        return not_found()
    if found.agency is not None:
        note(Document, [SimpleNamespace(id=found.id, agency=found.agency)], "download")
    sent = send_file(path, OCTETS, as_attachment=True, download_name=found.name, etag=False)
    sent.headers["Content-Security-Policy"] = INERT
    return sent


def _read(digest: str) -> bytes:
    """The hash an address names; nothing when it names none."""
    try:
        octets = bytes.fromhex(digest)
    except ValueError:
        return b""
    return octets if len(octets) == 32 else b""
