"""What pages of stock and of national files can do beyond shelves: cycles, workbooks, formats, code lists."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace

from flask import Response, abort, request, send_file
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.api.answers import answer
from precursors.api.blueprint import bp, not_found
from precursors.api.once import request_key
from precursors.api.operation import MULTIPART, Operation, operation, parameters, sent
from precursors.api.refusals import refused_for
from precursors.api.shapes import ANYTHING, TEXT, WHOLE, many, shape
from precursors.audit.asking import actor
from precursors.exchange.blueprint import READS
from precursors.exchange.codes import code_lists, rows_of
from precursors.exchange.exporting import SOURCES
from precursors.exchange.formats import formats
from precursors.exchange.formats_rows import file_of
from precursors.problems import Problem, problem
from precursors.registers.listing import find
from precursors.scope.reading import note
from precursors.stock.examining import terms_for
from precursors.stock.models import StockReturn
from precursors.stock.periods import read_period
from precursors.stock.returns import Opened, expect
from precursors.stock.views import XLSX
from precursors.stock.workbook import write_return
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import told

OPENED = shape(
    "ReportingCycle",
    "A period for which returns are expected; of which holders of licences none is, and why.",
    period=TEXT,
    new=WHOLE,
    passed_over=many(ANYTHING),
)
FORMAT = shape("NationalFormat", "A file format of one country.", name=TEXT, kind=TEXT, kinds=many(TEXT), suffix=TEXT)
CONTENTS = shape(
    "NationalFile",
    "What a file of a national format says: rows in the fields of its kind, and what is wrong with it.",
    about=ANYTHING,
    kind=TEXT,
    rows=many(ANYTHING),
    kinds=ANYTHING,
    problems=many(ANYTHING),
    unread=many(ANYTHING),
)
_PERIOD = {"type": "object", "required": ["period"], "properties": {"period": TEXT | {"maxLength": 20}}}


@bp.post("/reporting-cycles")
@requires(Permission.DECIDE_RETURN)
@operation(Operation("Expect a return of everybody who must declare", OPENED, {}, _PERIOD, 201))
def reporting_cycle() -> Response:
    """Open a cycle; asked again it adds only who is new."""
    found = read_period(sent()["period"])
    if isinstance(found, Problem):
        return refused_for([found])
    key = request_key()

    def unit(session: Session) -> Opened | Problem:
        agency = by_code(session, reader().agency or "") or abort(403)
        return expect(session, actor(), agency, terms_for(session, agency.code, here().today), found, key)

    opened = here().whole.write(unit)
    if isinstance(opened, Problem):
        return refused_for([opened])
    passed = [{"holder": each.values["holder"], "code": each.code, "message": told(each)} for each in opened.passed]
    return answer(OPENED.of(SimpleNamespace(period=found.name, new=opened.new, passed_over=passed)), 201)


@bp.get("/returns/<ref>/workbook.xlsx")
@requires(Permission.READ_STOCK)
@operation(Operation("Take the workbook of a return, half filled in", media=XLSX))
def return_workbook(ref: str) -> Response:
    """The workbook."""
    octets = BytesIO()
    with here().database.read() as session:
        row = find(session, StockReturn, reader().sight.own, ref)
        if row is None:
            return not_found()
        write_return(session, row, octets, language(), here().today, ref)
    note(StockReturn, [row])
    octets.seek(0)
    return send_file(octets, XLSX, as_attachment=True, download_name=f"{ref}.xlsx")


@bp.get("/formats")
@requires(Permission.RECORD_SHIPMENTS)
@operation(Operation("List the national file formats", many(FORMAT.ref)))
def national_formats() -> Response:
    """Every format."""
    named = (
        SimpleNamespace(name=name, kind=each.KINDS[0], kinds=[*each.KINDS], suffix=each.SUFFIX)
        for name, each in formats().items()
    )
    return answer([FORMAT.of(each) for each in named])


@bp.post("/formats/<layout>")
@requires(Permission.RECORD_SHIPMENTS)
@operation(Operation("Read a national file", CONTENTS, {}, {"type": "object"}, takes=MULTIPART))
def national_read(layout: str) -> Response:
    """What the file `file` of the form says of `kind`, the format's first if not said; nothing is recorded."""
    chosen, file = formats().get(layout), request.files.get("file")
    if chosen is None:
        return not_found()
    kind = request.form.get("kind") or chosen.KINDS[0]
    if kind not in chosen.KINDS:
        return refused_for([problem("format.no-kind", "kind", kinds=", ".join(chosen.KINDS))])
    if file is None:
        return refused_for([problem("upload.no-file", "file")])
    found = chosen.read(file.read())
    if isinstance(found, Problem):
        return refused_for([found])
    wrong = [{"line": line, "code": each.code, "message": told(each)} for line, each in found.problems]
    unread = [{"line": line, "section": section} for line, section in found.unread]
    rows, kinds = [dict(row) for row in found.rows[kind]], {each: len(own) for each, own in found.rows.items()}
    made = {"about": dict(found.about), "kind": kind, "rows": rows, "kinds": kinds, "problems": wrong, "unread": unread}
    return answer(CONTENTS.of(SimpleNamespace(**made)))


@bp.get("/formats/<layout>")
@requires(Permission.EXPORT_RECORDS)
@operation(Operation("Write a month as a national file", query={"period": TEXT, "who": TEXT}, media="text/plain"))
def national_written(layout: str) -> Response:
    """The records of the month that name `who`."""
    chosen = formats().get(layout)
    if chosen is None or not all(reader().may(READS[kind]) for kind in chosen.KINDS):
        return not_found()
    asked = {key: str(value) for key, value in parameters().items()}
    with here().database.read() as session:
        made = file_of(session, chosen, SOURCES, reader().sight.own, asked)
    if isinstance(made, Problem):
        return refused_for([made])
    return send_file(BytesIO(made[0]), "text/plain", as_attachment=True, download_name=made[1])


@bp.get("/codes")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("List the code lists", many(TEXT)))
def code_list_names() -> Response:
    """Their names."""
    return answer(list(code_lists()))


@bp.get("/codes/<path:listed>")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("Read one code list", many(ANYTHING)))
def code_list_rows(listed: str) -> Response:
    """Its rows."""
    if listed not in code_lists():
        return not_found()
    head, *rows = rows_of(listed)
    return answer([dict(zip(head, row, strict=False)) for row in rows])
