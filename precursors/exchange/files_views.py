"""Files to take away: empty workbooks to fill in, and lists as workbook, CSV or JSON."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

from flask import Response, abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.service import all_agencies
from precursors.config.settings import LANGUAGES
from precursors.exchange.blueprint import READS, bp, record_of
from precursors.exchange.choosing import chosen, named
from precursors.exchange.exporting import SOURCES, Source, Wanted, export
from precursors.exchange.templates import template
from precursors.scope.visible import Sight
from precursors.trade.filters import Filters, conditions, parties_named, read_filters
from precursors.trade.models import Shipment
from precursors.web.access import public, reader, requires
from precursors.web.here import here
from precursors.web.language import language

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".json": "application/json",
}


@bp.get("/templates/<kind>.xlsx")
@public
def empty_workbook(kind: str) -> ResponseReturnValue:
    """An empty workbook of a kind, in the language of `lang` or the reader's own."""
    record, wanted = record_of(kind), request.args.get("lang", "")
    tongue = wanted if wanted in LANGUAGES else language()
    octets = BytesIO(_template(record.kind, tongue))
    return send_file(octets, TYPES[".xlsx"], as_attachment=True, download_name=f"{kind}-{tongue}.xlsx")


@bp.get("/exports/<kind>.<ending>")
@requires(Permission.EXPORT_RECORDS)
def exported(kind: str, ending: str) -> ResponseReturnValue:
    """The records of the own agency that a list with the same filters shows, with the columns the reader has chosen.

    With all columns it can be taken in again as it is.
    """
    if kind not in SOURCES or f".{ending}" not in TYPES:
        abort(404)
    if not reader().may(READS[kind]):
        abort(403)
    filters, wrong = read_filters(request.args)
    with here().database.aside.read() as session:
        usual = chosen(session, reader().person, SOURCES[kind])
    keys = named(SOURCES[kind], request.args["columns"]) if "columns" in request.args else usual
    if wrong or keys is None:
        abort(400)
    return taken_away(SOURCES[kind], ending, filters, keys) or abort(404)


def taken_away(source: Source, ending: str, filters: Filters, keys: Iterable[str]) -> Response | None:
    """A file of the reader's own records with these fields; None where the filters name an agency of others."""
    own, kind = reader().sight.own, source.record.kind
    if filters.agency and not own.owns(filters.agency):
        return None

    def write(path: Path) -> None:
        with here().database.read() as session:
            export(session, source.only(keys), _wanted(session, kind, own, filters), path, language())

    return _made(f"{kind}.{ending}", write)


@cache
def _template(kind: str, tongue: str) -> bytes:
    """The bytes of an empty workbook, made once: anybody may ask for it, as often as they like."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        template(record_of(kind), path, tongue)
        return path.read_bytes()


def _wanted(session: Session, kind: str, own: Sight, filters: Filters) -> Wanted:
    """The same records as the list with these filters shows."""
    sight = replace(own, agencies=(filters.agency,)) if filters.agency else own
    plain = Wanted(sight, filters.first, filters.last, filters.substance)
    if SOURCES[kind].model is not Shipment:
        return plain
    narrowed = conditions(filters)
    if filters.operator:
        asked = sight.agencies or tuple(each.code for each in all_agencies(session))
        parties = ((code, parties_named(session, code, filters.operator)) for code in asked)
        narrowed.append(or_(*(and_(Shipment.agency == code, Shipment.party.in_(named)) for code, named in parties)))
    return replace(plain, narrowed=tuple(narrowed))


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
