"""Pages below a report: the records beneath a figure, an edition as it was filed, its proof."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.checkpoint import load_key
from precursors.audit.proof import prove
from precursors.documents.store import Store
from precursors.reports.filing import Filed, content, find
from precursors.reports.following import follow
from precursors.reports.models import FiledReport
from precursors.reports.report import ADD_NOTHING, Asked, Table
from precursors.reports.seeing import exactly, of_edition
from precursors.reports.views import bp, wanted
from precursors.scope.reading import note
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.numbers import whole


class Question(NamedTuple):
    """What an address of records beneath a figure asks."""

    table: str
    column: str
    labels: list[str]
    filed: str | None
    after: int | None


def question() -> Question:
    """As it stands in this request."""
    given = request.args
    return Question(
        given.get("table", ""), given.get("column", ""), given.getlist("of"), given.get("filed"),
        whole(given.get("after")),
    )  # fmt: skip


@bp.get("/reports/<name>/records")
@requires(Permission.READ_REPORTS)
def records(name: str) -> ResponseReturnValue:
    """The records beneath a figure, and what they add up to."""
    report, asking = wanted(name)
    told = question()
    with here().database.read() as session:
        asked = asking.of(session) if told.filed is None else asked_then(session, told.filed)
        tables = report.tables(asked)
        found = follow(asked, tables, told.table, told.column, told.labels, reader().permissions, told.after)
    if found is None:
        abort(404)
    note(found.model, [row for row in found.rows or () if row.agency is not None])
    total = exactly(found.sum.records if found.column.as_ in ADD_NOTHING else found.sum.adds, _way(found.column.as_))
    return render_template(
        "reports/records.html", report=name, asked=asked, told=told, found=found, total=total, way=found.column.as_,
        of=_labels(tables, told),
    )  # fmt: skip


def _labels(tables: Sequence[Table], told: Question) -> list[object]:
    """What a figure is of, as its row says it."""
    columns = next((table.columns for table in tables if table.key == told.table), ())
    return [exactly(label, column.as_) for label, column in zip(told.labels, columns, strict=False) if label]


def _way(as_: str) -> str:
    """How what the records add is written: a share adds nothing itself, its records are counted."""
    return "count" if as_ in ADD_NOTHING else as_


def asked_then(session: Session, ref: str) -> Asked:
    """What a report was asked for when the edition of this reference was filed. Raises 404."""
    edition = edition_of(session, ref)
    return Asked(session, Sight((edition.row.agency,)), edition.row.year, here().today, before=edition.row.id)


def edition_of(session: Session, ref: str) -> Filed:
    """The filed edition of an address. Raises 404 where the reader may see none."""
    found = find(session, reader().sight, ref)
    if found is None:
        abort(404)
    return found


@bp.get("/reports/filed/<ref>")
@requires(Permission.READ_REPORTS)
def edition(ref: str) -> ResponseReturnValue:
    """What was filed, word for word; figures lead to the records as they stood then."""
    with here().database.read() as session:
        found = edition_of(session, ref)
    told = content(Store(here().settings.home / "documents"), found.row)
    if told is None:
        abort(404)
    note(FiledReport, [found.row])
    return render_template("reports/edition.html", edition=found, tables=of_edition(told, found.ref))


@bp.get("/reports/filed/<ref>/proof")
@requires(Permission.READ_REPORTS)
def proof(ref: str) -> ResponseReturnValue:
    """That this edition stands in the log, signed; a file that can be checked without this registry."""
    with here().database.read() as session:
        found = edition_of(session, ref)
        made = prove(session, found.row.id, load_key(here().settings.signing_key_file))
    note(FiledReport, [found.row], "proof")
    answer = Response(json.dumps(made, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.ref.replace('*', '_')}.proof.json")
    return answer
