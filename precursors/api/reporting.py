"""Reports for machines: the list, one report of a year as the same document that is filed, the records beneath a
figure, filed editions.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import PAGING, Operation, limit, operation, parameters, sent
from precursors.api.shapes import ANYTHING, TEXT, WHOLE, Document, many, maybe, shape
from precursors.audit.asking import actor
from precursors.documents.store import Store
from precursors.reports.filing import content, file_report, filed, find
from precursors.reports.following import Followed, Found, follow
from precursors.reports.models import FiledReport
from precursors.reports.report import Asked, reports
from precursors.reports.writing import document, plain
from precursors.scope.reading import note
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.numbers import whole

_LIST = {"type": "object", "properties": {"items": many(TEXT)}, "required": ["items"], "additionalProperties": False}
_LEFT = {"type": "object", "properties": {"why": TEXT, "records": WHOLE, "beneath": TEXT}}
_TABLE = {
    "type": "object",
    "properties": {
        "table": TEXT,
        "columns": many(TEXT),
        "written": many(TEXT),
        "rows": many(many({})),
        "beneath": many({"type": "object", "additionalProperties": TEXT}),
        "left_out": many(_LEFT),
    },
    "required": ["table", "columns", "written", "rows", "beneath", "left_out"],
    "additionalProperties": False,
}
_REPORT = {
    "type": "object",
    "properties": {"report": TEXT, "year": WHOLE, "agencies": many(TEXT), "tables": many(_TABLE)},
    "required": ["report", "year", "agencies", "tables"],
    "additionalProperties": False,
}
YEAR = WHOLE | {"minimum": 1990, "maximum": 2200}
_RECORD = shape(
    "RecordBeneath",
    "A record beneath a figure; what it adds is a decimal text for kilograms and litres, null where unknown.",
    ref=TEXT,
    page=TEXT,
    day=maybe(TEXT),
    says=TEXT,
    adds=ANYTHING,
)
_BENEATH = {
    "type": "object",
    "properties": {
        "records": WHOLE,
        "adds": ANYTHING,
        "worked_out": {"type": "boolean"},
        "items": maybe(many(_RECORD.ref)),
        "next": maybe(TEXT),
    },
    "required": ["records", "adds", "worked_out", "items", "next"],
    "additionalProperties": False,
}
_EDITION = shape(
    "FiledReport",
    "An edition of a report that was filed.",
    ref=(TEXT, lambda told: told.ref),
    report=(TEXT, lambda told: told.row.name),
    year=(WHOLE, lambda told: told.row.year),
    edition=(WHOLE, lambda told: told.row.edition),
    receiver=(maybe(TEXT), lambda told: told.row.receiver),
    agency=(TEXT, lambda told: told.row.agency),
    sha256=(TEXT, lambda told: bytes(told.row.sha256).hex()),
)


@bp.get("/reports")
@requires(Permission.READ_REPORTS)
@operation(Operation("Name the reports", _LIST))
def report_names() -> Response:
    """Their names."""
    return answer({"items": list(reports())})


@bp.get("/reports/<name>")
@requires(Permission.READ_REPORTS)
@operation(Operation("Make a report of a year", _REPORT, {"year": YEAR, "substance": TEXT}))
def report(name: str) -> Response:
    """The year before this one unless another is asked for."""
    known = reports().get(name)
    if known is None:
        return not_found()
    with here().database.read() as session:
        asked = _asked(session)
        told = document(name, asked, known.tables(asked))
    return tagged(told)


_FIGURE = {
    "year": YEAR,
    "substance": TEXT,
    "table": TEXT,
    "column": TEXT,
    "of": TEXT | {"description": "What tells the row from others; once for each of its labels, in their order."},
    "filed": TEXT | {"maxLength": 40},
    "after": TEXT | {"maxLength": 20},
    "limit": PAGING["limit"],
}


@bp.get("/reports/<name>/records")
@requires(Permission.READ_REPORTS)
@operation(Operation("List the records beneath a figure of a report", _BENEATH, _FIGURE))
def report_records(name: str) -> Response:
    """As the address in `beneath` of a report asks for them; with `filed`, as they stood when it was filed."""
    known, asking = reports().get(name), reader()
    table, column = parameters().get("table", ""), parameters().get("column", "")
    labels, after = request.args.getlist("of"), whole(parameters().get("after"))
    with here().database.read() as session:
        asked = _asked(session)
        if "filed" in parameters():
            edition = find(session, asking.sight, parameters()["filed"])
            if edition is None:
                return not_found()
            asked = Asked(session, Sight((edition.row.agency,)), edition.row.year, here().today, before=edition.row.id)
        tables = known.tables(asked) if known else []
        found = follow(asked, tables, table, column, labels, asking.permissions, after, limit())
    if found is None:
        return not_found()
    note(found.model, [row for row in found.rows or () if row.agency is not None])
    return answer(_told(found))


def _told(found: Found) -> Document:
    way = found.column.as_
    told = {"records": found.sum.records, "adds": plain(found.sum.adds, way), "worked_out": found.column.worked_out}
    items = None if found.rows is None else [_RECORD.of(_record(row, way)) for row in found.rows]
    following = dict(request.args.lists()) | {"after": [found.after]} if found.after else None
    link = f"{request.path}?{urlencode(following, doseq=True)}" if following else None
    return told | {"items": items, "next": link}


def _record(row: Followed, way: str) -> Any:  # noqa: ANN401 - what a shape reads
    return row._replace(adds=plain(row.adds, way))


def _asked(session: Session) -> Asked:
    """What the request asks of a report: the year before this one unless another is named."""
    year = int(parameters().get("year", here().today.year - 1))
    return Asked(session, reader().sight.own, year, here().today, parameters().get("substance"))


@bp.get("/filed-reports")
@requires(Permission.READ_REPORTS)
@operation(Operation("List the newest filed editions", many(_EDITION.ref), {"name": TEXT, "year": YEAR}, lines=True))
def filed_reports() -> Response:
    """Of one report and year where asked."""
    with here().database.read() as session:
        known = filed(session, reader().sight, parameters().get("name"), parameters().get("year"))
    note(FiledReport, [each.row for each in known])
    return page(_EDITION.all(known), None)


_FILED = shape("ReportFiled", "The edition that was frozen.", ref=(TEXT, lambda ref: ref))
_TO_FILE = {
    "type": "object",
    "properties": {"report": TEXT, "year": YEAR, "receiver": TEXT | {"maxLength": 200}},
    "required": ["report", "year"],
    "additionalProperties": False,
}


@bp.post("/filed-reports")
@requires(Permission.FILE_REPORTS)
@operation(Operation("Freeze a report as it is handed to somebody", _FILED, {}, _TO_FILE, 201))
def report_filed() -> Response:
    """What the report says now, of the own agency's records."""
    name, year, who = sent()["report"], int(sent()["year"]), actor()
    known = reports().get(name)
    if known is None or known.draw or who.agency is None or year > here().today.year:
        return not_found()
    agency = who.agency
    store, scratch = Store(here().settings.home / "documents"), here().settings.home / "scratch"

    def unit(session: Session) -> str:
        asked = Asked(session, Sight((agency,)), year, here().today)
        receiver = sent().get("receiver", "").strip()
        return file_report(session, who, document(name, asked, known.tables(asked)), receiver, store, scratch)

    ref = here().database.write(unit)
    return created(_FILED.of(ref), url_for("api.filed_report", ref=ref))


@bp.get("/filed-reports/<ref>")
@requires(Permission.READ_REPORTS)
@operation(Operation("What a filed edition said, word for word", {"type": "object"}))
def filed_report(ref: str) -> Response:
    """The document that was frozen."""
    with here().database.read() as session:
        found = find(session, reader().sight, ref)
    told = content(Store(here().settings.home / "documents"), found.row) if found else None
    if found is None or told is None:
        return not_found()
    note(FiledReport, [found.row])
    return tagged(told)
