"""Files taken in: send one, name its columns, look at what the check found, decide, take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, request, send_file, url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on, insist_on_cursor
from precursors.api.operation import MULTIPART, Operation, listing, operation, parameters, sent
from precursors.api.refusals import Wrong, refused, refused_for, tongue
from precursors.api.shapes import ANYTHING, MOMENT, TEXT, TRUTH, WHOLE, many, maybe, shape, words
from precursors.api.writing import WROTE
from precursors.audit.asking import actor
from precursors.exchange.blueprint import RECORDS, TAKES_IN, TAKES_SOME, kinds_taken, may_take_in
from precursors.exchange.upload_models import STATES, Upload
from precursors.exchange.uploads import (
    PAGE,
    Arrival,
    Asker,
    Decision,
    check_again,
    correct_cells,
    decide,
    drop,
    judged,
    listed,
    name_columns,
    new_id,
    note_undone,
    read_otherwise,
    receive,
    take_as,
)
from precursors.exchange.uploads_columns import confirmed
from precursors.exchange.uploads_running import rejects_file
from precursors.exchange.views import keep
from precursors.i18n.catalogue import sentence
from precursors.problems import Problem, problem
from precursors.quantities.conventions import convention_names
from precursors.trade.corrections import reverse_act
from precursors.web.access import reader, requires, requires_any
from precursors.web.here import here
from precursors.workbooks.delimited import is_code_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 500
COUNTS = ("rows", "accepted", "rejected", "known", "flags")


def _judged(name: str) -> Callable[[Upload], Any]:
    return lambda found: judged(found).get(name)


def _refusal(found: Upload) -> dict[str, str] | None:
    """Why the file as a whole was refused."""
    kept = judged(found).get("problem")
    return kept and {"code": kept["code"], "message": sentence(Problem(kept["code"], None, kept["values"]), tongue())}


UPLOAD = shape(
    "Upload",
    "A file on its way in. The counts are those of the last check, null before it.",
    id=TEXT,
    kind=TEXT,
    agency=TEXT,
    person=TEXT,
    name=TEXT,
    sha256=TEXT,
    size=WHOLE,
    state=words(*STATES),
    job=maybe(TEXT),
    made=MOMENT,
    **{name: (maybe(WHOLE), _judged(name)) for name in COUNTS},
    act=(maybe(WHOLE), _judged("act")),
    totals=(many(ANYTHING), lambda found: judged(found).get("totals", [])),
    proposal=(ANYTHING, _judged("proposal")),
    problem=(ANYTHING, _refusal),
    undone=maybe(WHOLE),
)
TROUBLE = shape(
    "RowProblem",
    "One problem of one row.",
    **{
        name: (schema, lambda told, name=name: told[name])
        for name, schema in {"sheet": TEXT, "row": WHOLE, "column": maybe(TEXT), "field": maybe(TEXT)}.items()
    },
    value=(maybe(TEXT), lambda told: told["value"]),
    code=(TEXT, lambda told: told["code"]),
    message=(TEXT, lambda told: sentence(Problem(told["code"], told["field"], told["values"]), tongue())),
)

NUMBER = {"type": "integer", "minimum": 1, "maximum": 2_000_000}
CELL = {
    "type": "object",
    "properties": {"sheet": TEXT, "row": NUMBER, "field": TEXT, "text": TEXT | {"maxLength": 2_000}},
    "required": ["sheet", "row", "field", "text"],
    "additionalProperties": False,
}
DECIDED = {
    "type": "object",
    "properties": {"accept_good": TRUTH, "correct": TRUTH, "reason": TEXT | {"maxLength": 2_000}},
    "additionalProperties": False,
}
READ_AS = {
    "type": "object",
    "properties": {"convention": words(*convention_names()), "encoding": TEXT, "keep_unresolved": TRUTH},
    "additionalProperties": False,
}
REASON = {
    "type": "object",
    "properties": {"reason": TEXT | {"maxLength": 2_000}},
    "required": ["reason"],
    "additionalProperties": False,
}
SENT = {
    "type": "object",
    "properties": {"kind": words(*TAKES_IN), "agency": TEXT},
    "required": ["kind"],
    "additionalProperties": False,
}


KIND = {
    "type": "object",
    "properties": {"kind": words(*TAKES_IN)},
    "required": ["kind"],
    "additionalProperties": False,
}


@bp.get("/uploads")
@requires_any(TAKES_SOME)
@listing("List uploads, newest first", UPLOAD)
def uploads() -> Response:
    """Uploads of the reader's agencies."""
    after = _place()
    with here().database.aside.read() as session:
        found = listed(session, reader().sight.agencies, kinds_taken(), after)
    following = f"{found[PAGE - 1].made.isoformat()}~{found[PAGE - 1].id}" if len(found) > PAGE else None
    return page((UPLOAD.of(each) for each in found[:PAGE]), going_on(following))


@bp.post("/uploads")
@requires_any(TAKES_SOME)
@operation(Operation("Send a workbook or CSV file to be checked", UPLOAD, {}, SENT, 202, takes=MULTIPART))
def upload() -> Response:
    """Take the file `file` of the form and begin to check it."""
    kind, agency, file = sent()["kind"], sent().get("agency") or reader().agency or "", request.files.get("file")
    if not may_take_in(kind):
        return refused(403)
    if not reader().sight.owns(agency):
        return refused_for([problem("agency.unknown", "agency", value=agency[:80])])
    if file is None or not file.filename:
        return refused_for([problem("upload.no-file", "file")])
    digest, size = keep(file)
    arrival, number = Arrival(kind, agency, file.filename, digest, size), new_id()
    return _begun(here().database.aside.write(lambda session: receive(session, arrival, _asker(number), number)))


@bp.get("/uploads/<number>")
@requires_any(TAKES_SOME)
@operation(Operation("Read where an upload stands", UPLOAD))
def upload_state(number: str) -> Response:
    """The upload."""
    return tagged(UPLOAD.of(_found(number)))


@bp.delete("/uploads/<number>")
@requires_any(TAKES_SOME)
@operation(Operation("Give an upload up; nothing of it is written", UPLOAD))
def upload_dropped(number: str) -> Response:
    """Give it up."""
    return _stepped(number, lambda session: drop(session, number), begun=False)


@bp.get("/uploads/<number>/problems")
@requires_any(TAKES_SOME)
@listing("List the problems that the last check found", TROUBLE)
def upload_problems(number: str) -> Response:
    """Row by row, in the order of the file."""
    troubles = judged(_found(number)).get("troubles", [])
    text = cursor() or "0"
    first = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
    if first is None:
        insist_on_cursor(None)
    size = min(parameters().get("limit", MOST_PROBLEMS), MOST_PROBLEMS)
    end = (first or 0) + size
    return page(
        (TROUBLE.of(each) for each in troubles[first or 0 : end]), going_on(end if end < len(troubles) else None)
    )


@bp.get("/uploads/<number>/rejects.xlsx")
@requires_any(TAKES_SOME)
@operation(Operation("Take the rows that were not taken, marked, as a workbook", media=XLSX))
def upload_rejects(number: str) -> Response:
    """The rejects workbook."""
    found = _found(number)
    path = rejects_file(here().settings.home, found.id)
    if not judged(found).get("rejected") or not path.exists():
        return not_found()
    return send_file(path, XLSX, as_attachment=True, download_name="rejects.xlsx")


@bp.post("/uploads/<number>/mapping")
@requires_any(TAKES_SOME)
@operation(Operation("Say which column is which, and check again", UPLOAD, {}, {"type": "object"}, 202))
def upload_mapping(number: str) -> Response:
    """A mapping in the form of the proposal."""
    found = _found(number)
    laid = confirmed(sent(), judged(found), RECORDS[found.kind]) if judged(found) else problem("upload.elsewhere")
    if isinstance(laid, Problem):
        return refused_for([laid])
    return _stepped(number, lambda session: name_columns(session, number, laid, _asker(number)))


@bp.post("/uploads/<number>/kind")
@requires_any(TAKES_SOME)
@operation(Operation("Take the file for a list of another kind, and check again", UPLOAD, {}, KIND, 202))
def upload_kind(number: str) -> Response:
    """The same bytes as another kind of record."""
    kind = str(sent()["kind"])
    if not may_take_in(kind):
        return refused(403)
    return _stepped(number, lambda session: take_as(session, number, kind, _asker(number)))


@bp.post("/uploads/<number>/reading")
@requires_any(TAKES_SOME)
@operation(Operation("Read the file otherwise, and check again", UPLOAD, {}, READ_AS, 202))
def upload_reading(number: str) -> Response:
    """Another convention or code page, or unresolved rows kept."""
    body = sent()
    encoding = body.get("encoding") or None
    if encoding is not None and not is_code_page(encoding):
        return refused_for([problem("upload.code-page", "encoding", value=encoding[:80])])
    keeps = bool(body.get("keep_unresolved"))
    named = body.get("convention")
    return _stepped(
        number, lambda session: read_otherwise(session, number, _asker(number), named, encoding, keep_unresolved=keeps)
    )


@bp.post("/uploads/<number>/cells")
@requires_any(TAKES_SOME)
@operation(
    Operation("Put cells right beside the file, and check again", UPLOAD, {}, {"type": "array", "items": CELL}, 202)
)
def upload_cells(number: str) -> Response:
    """Texts over cells, by sheet, row and field."""
    found = _found(number)
    fields = {field.key for field in RECORDS[found.kind].fields}
    cells: list[dict[str, Any]] = sent()  # type: ignore[assignment] # this body is a list
    known = ", ".join(fields)
    strange = [
        Wrong(problem("choice.unknown", value=each["field"][:80], expected=known), f"/{at}/field")
        for at, each in enumerate(cells)
        if each["field"] not in fields
    ]
    if strange:
        return refused(422, strange)

    def step(session: Session) -> Upload | Problem:
        laid = ((each["sheet"], each["row"], each["field"], each["text"]) for each in cells)
        done = correct_cells(session, number, laid)
        return done if isinstance(done, Problem) else check_again(session, number, _asker(number))

    return _stepped(number, step)


@bp.post("/uploads/<number>/check")
@requires_any(TAKES_SOME)
@operation(Operation("Check an upload again", UPLOAD, {}, None, 202))
def upload_check(number: str) -> Response:
    """Check again."""
    return _stepped(number, lambda session: check_again(session, number, _asker(number)))


@bp.post("/uploads/<number>/decision")
@requires_any(TAKES_SOME)
@operation(Operation("Let the rows of an upload be written: all, or the good ones", UPLOAD, {}, DECIDED, 202))
def upload_decision(number: str) -> Response:
    """Decide. Rows that correct others need the permission to correct, and a reason."""
    body = sent()
    if body.get("correct") and not reader().may(Permission.CORRECT_RECORDS):
        return refused(403)
    chosen = Decision(bool(body.get("accept_good")), bool(body.get("correct")), body.get("reason"))
    return _stepped(number, lambda session: decide(session, number, chosen, _asker(number)))


@bp.post("/uploads/<number>/reversals")
@requires(Permission.CORRECT_RECORDS)
@operation(Operation("Take back everything an upload wrote", WROTE, {}, REASON, 201))
def upload_reversal(number: str) -> Response:
    """Undo by an act of its own."""
    found = _found(number)
    act = judged(found).get("act")
    if found.state != "done" or act is None or not judged(found)["accepted"]:
        return refused_for([problem("upload.elsewhere")])
    done = here().whole.write(lambda session: reverse_act(session, actor(), act, sent()["reason"]))
    if isinstance(done, Problem):
        return refused_for([done])
    here().database.aside.write(lambda session: note_undone(session, number, done.act))
    return created(WROTE.of((done.act, None)), url_for("api.act", number=done.act))


def _found(number: str) -> Upload:
    """An upload of the reader's agencies; 404 for any other, 403 for a kind the reader may not take in."""
    agencies = reader().sight.agencies
    with here().database.aside.read() as session:
        found = session.get(Upload, number)
    if found is None or (agencies is not None and found.agency not in agencies):
        abort(not_found())
    if not may_take_in(found.kind):
        abort(refused(403))
    return found


def _stepped(number: str, step: Callable[[Session], Upload | Problem], *, begun: bool = True) -> Response:
    _found(number)
    done = here().database.aside.write(step)
    if isinstance(done, Problem):
        return refused_for([done])
    return _begun(done) if begun else answer(UPLOAD.of(done))


def _begun(found: Upload) -> Response:
    """The answer while a worker does the rest: where to look."""
    made = answer(UPLOAD.of(found), 202, Location=url_for("api.job", job_id=found.job))
    made.headers["Retry-After"] = "1"
    return made


def _asker(number: str) -> Asker:
    return Asker(reader().person, tongue(), url_for("exchange.show", number=number))


def _place() -> tuple[datetime, str] | None:
    moment, _, number = (cursor() or "").partition("~")
    try:
        found = (datetime.fromisoformat(moment), number) if number else None
    except ValueError:
        found = None
    if found is not None and found[0].tzinfo is None:
        found = None
    insist_on_cursor(found)
    return found
