"""The page on which somebody chooses the columns of the files they take away."""

from __future__ import annotations

from dataclasses import fields

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.exchange.blueprint import READS, bp, fields_of
from precursors.exchange.choosing import choose, chosen
from precursors.exchange.exporting import SOURCES, Source
from precursors.problems import Problem, problem
from precursors.trade.filters import Filters
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t, told

FILTERS = frozenset(each.name for each in fields(Filters))
"""What of the list's address goes on to the files."""


@bp.get("/exports/<kind>")
@requires(Permission.EXPORT_RECORDS)
def columns(kind: str) -> ResponseReturnValue:
    """Every column of a kind, those ticked that the reader takes away; the filters of the list stay in the address."""
    source = _source(kind)
    with here().database.aside.read() as session:
        return _page(source, chosen(session, reader().person, source))


@bp.post("/exports/<kind>")
@requires(Permission.EXPORT_RECORDS)
def choose_columns(kind: str) -> ResponseReturnValue:
    """Keep what was ticked."""
    source = _source(kind)
    keys = [key for key in request.form.getlist("columns") if key in source.columns]
    if not keys:
        return _page(source, [], problem("export.no-column", "columns")), 422
    here().database.aside.write(lambda session: choose(session, reader().person, source, keys))
    flash(t("exchange.pick-kept"), "success")
    return redirect(request.full_path.rstrip("?"), 303)


def _source(kind: str) -> Source:
    source = SOURCES.get(kind) or abort(404)
    return source if reader().may(READS[kind]) else abort(403)


def _page(source: Source, keys: list[str], wrong: Problem | None = None) -> str:
    kind = source.record.kind
    offered = [(key, label) for key, label in fields_of(kind) if key in source.columns]
    asked = {name: text for name, text in request.args.items() if name in FILTERS}
    problems = [(told(wrong), "#columns")] if wrong else []
    kept = {"offered": offered, "chosen": keys, "problems": problems, "asked": asked}
    return render_template("exchange/columns.html", kind=kind, **kept)
