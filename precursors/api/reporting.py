"""Reports for machines: the list, and one report of a year as the same document that is filed."""

from __future__ import annotations

from flask import Response

from precursors.access.permissions import Permission
from precursors.api.answers import answer, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters
from precursors.api.shapes import TEXT, WHOLE, many
from precursors.reports.report import Asked, reports
from precursors.reports.writing import document
from precursors.web.access import reader, requires
from precursors.web.here import here

_LIST = {"type": "object", "properties": {"items": many(TEXT)}, "required": ["items"], "additionalProperties": False}
_TABLE = {
    "type": "object",
    "properties": {
        "table": TEXT,
        "columns": many(TEXT),
        "rows": many(many({})),
        "beneath": many({"anyOf": [TEXT, {"type": "null"}]}),
        "left_out": many({"type": "object"}),
    },
    "required": ["table", "columns", "rows", "beneath", "left_out"],
    "additionalProperties": False,
}
_REPORT = {
    "type": "object",
    "properties": {"report": TEXT, "year": WHOLE, "agencies": many(TEXT), "tables": many(_TABLE)},
    "required": ["report", "year", "agencies", "tables"],
    "additionalProperties": False,
}


@bp.get("/reports")
@requires(Permission.READ_REPORTS)
@operation(Operation("Name the reports", _LIST))
def report_names() -> Response:
    """Their names."""
    return answer({"items": list(reports())})


@bp.get("/reports/<name>")
@requires(Permission.READ_REPORTS)
@operation(Operation("Make a report of a year", _REPORT, {"year": WHOLE | {"minimum": 1990, "maximum": 2200}}))
def report(name: str) -> Response:
    """The year before this one unless another is asked for."""
    known = reports().get(name)
    if known is None:
        return not_found()
    year, sight = int(parameters().get("year", here().today.year - 1)), reader().sight.own
    with here().database.read() as session:
        tables = known.tables(Asked(session, sight, year, here().today))
    return tagged(document(name, year, sight.agencies or (), tables))
