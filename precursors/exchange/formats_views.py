"""Pages of national file formats and of code lists: look into such a file, take one away."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.exchange.blueprint import READS, bp
from precursors.exchange.codes import code_lists, write_codes
from precursors.exchange.exporting import SOURCES
from precursors.exchange.files_views import TYPES
from precursors.exchange.formats import formats
from precursors.exchange.formats.contents import Contents
from precursors.exchange.formats_rows import as_csv, file_of, read_file
from precursors.problems import Problem
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language


@bp.get("/formats")
@requires(Permission.RECORD_SHIPMENTS)
def national() -> ResponseReturnValue:
    """The formats there are, with a form to read a file of one and a form to write one."""
    return _page()


def _page(**known: Any) -> str:  # noqa: ANN401 - what the template is told
    """The page with what was read, or what is against it."""
    kinds = list(dict.fromkeys(kind for each in formats().values() for kind in each.KINDS))
    blank: dict[str, Any] = {"found": None, "chosen": None, "wrong": None, "typed": {}}
    return render_template("exchange/formats.html", formats=formats(), kinds=kinds, **blank | known)


@bp.post("/formats")
@requires(Permission.RECORD_SHIPMENTS)
def read_national() -> ResponseReturnValue:
    """What a national file says: shown with everything that is wrong with it, or as a table to be taken in."""
    chosen = formats().get(request.form.get("format", "")) or abort(404)
    sent = request.files.get("file")
    held = [kind for kind in chosen.KINDS if reader().may(READS[kind])]
    with here().database.read() as session:
        found = read_file(session, chosen, SOURCES, reader().sight.own, sent.read() if sent else b"", held)
    kind = request.form.get("as", "")
    if isinstance(found, Contents) and kind in chosen.KINDS:
        table = StringIO(newline="")
        as_csv(table, kind, found.rows[kind], language())
        octets = BytesIO(table.getvalue().encode("utf-8-sig"))
        return send_file(octets, TYPES[".csv"], as_attachment=True, download_name=f"{kind}.csv", max_age=0)
    wrong = found if isinstance(found, Problem) else None
    return _page(found=None if wrong else found, chosen=chosen, wrong=wrong), 422 if wrong else 200


@bp.get("/formats/<layout>")
@requires(Permission.EXPORT_RECORDS)
def written_national(layout: str) -> ResponseReturnValue:
    """The records of a month as a file of a national format."""
    chosen = formats().get(layout) or abort(404)
    if not all(reader().may(READS[kind]) for kind in chosen.KINDS):
        abort(403)
    with here().database.read() as session:
        made = file_of(session, chosen, SOURCES, reader().sight.own, request.args)
    if isinstance(made, Problem):
        return _page(chosen=chosen, wrong=made, typed=request.args), 422
    octets, called = made
    return send_file(BytesIO(octets), "text/plain; charset=utf-8", as_attachment=True, download_name=called, max_age=0)


@bp.get("/codes")
@requires(Permission.READ_SUBSTANCES)
def codes() -> ResponseReturnValue:
    """Every list of codes, each to be taken away."""
    return render_template("exchange/codes.html", lists=list(code_lists()))


@bp.get("/codes/<path:listed>.<ending>")
@requires(Permission.READ_SUBSTANCES)
def code_list(listed: str, ending: str) -> ResponseReturnValue:
    """One list, or `all` of them, as workbook, CSV or JSON."""
    known = code_lists()
    if f".{ending}" not in TYPES or (listed != "all" and listed not in known) or (listed == "all" and ending == "csv"):
        abort(404)
    with TemporaryDirectory(dir=here().settings.home) as folder:
        path = Path(folder) / f"codes.{ending}"
        write_codes(path, tuple(known) if listed == "all" else (listed,))
        octets = BytesIO(path.read_bytes())
    called = f"{listed.replace('/', '-')}.{ending}"
    return send_file(octets, TYPES[f".{ending}"], as_attachment=True, download_name=called)
