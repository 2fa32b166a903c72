"""Files to take away: empty workbooks to fill in, and lists as workbook, CSV or JSON."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Response, abort, request, send_file
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.config.settings import LANGUAGES
from precursors.exchange.blueprint import READS, bp, record_of
from precursors.exchange.exporting import SOURCES, Wanted, export
from precursors.exchange.templates import template
from precursors.scope.visible import Sight
from precursors.web.access import public, reader, requires
from precursors.web.here import here
from precursors.web.language import language

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


@bp.get("/templates/<kind>.xlsx")
@public
def empty_workbook(kind: str) -> ResponseReturnValue:
    """An empty workbook of a kind, in the language of `lang` or the reader's own."""
    record, wanted = record_of(kind), request.args.get("lang", "")
    tongue = wanted if wanted in LANGUAGES else language()
    return _made(f"{kind}-{tongue}.xlsx", lambda path: template(record, path, tongue))


@bp.get("/exports/<kind>.<ending>")
@requires(Permission.EXPORT_RECORDS)
def exported(kind: str, ending: str) -> ResponseReturnValue:
    """The records that a list with the same filters shows, in a form that can be taken in again."""
    if kind not in SOURCES or f".{ending}" not in TYPES:
        abort(404)
    if not reader().may(READS[kind]):
        abort(403)
    wanted = _wanted()

    def write(path: Path) -> None:
        with here().database.read() as session:
            export(session, SOURCES[kind], wanted, path, language())

    return _made(f"{kind}.{ending}", write)


def _wanted() -> Wanted:
    own, agency = reader().sight, request.args.get("agency")
    if agency and own.agencies is not None and agency not in own.agencies:
        abort(404)
    sight = Sight((agency,)) if agency else own
    return Wanted(sight, _day("from"), _day("to"), request.args.get("substance") or None)


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)


def _made(name: str, write: Callable[[Path], object]) -> Response:
    """A file made on disk, whole, then handed out piece by piece and gone."""
    folder = here().settings.home / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, place = tempfile.mkstemp(dir=folder, suffix=Path(name).suffix)
    os.close(handle)
    path = Path(place)
    try:
        write(path)
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)  # the open file stays readable until it is sent
    size = os.fstat(file.fileno()).st_size
    answer = send_file(file, TYPES[path.suffix], as_attachment=True, download_name=name, max_age=0)
    answer.content_length = size
    return answer
