"""Pages of reports: the list, one report of one year with a way down from every figure, its filing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.documents.store import Store
from precursors.reports.filing import file_report, filed
from precursors.reports.report import Asked, Report, Table, reports
from precursors.reports.seeing import of_now, shown
from precursors.reports.writing import canonical, document, to_xlsx
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.numbers import whole
from precursors.web.texts import t

bp = Blueprint("reports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIEST = 1990


bp.add_app_template_filter(shown, "reported")


@bp.get("/reports")
@requires(Permission.READ_REPORTS)
def index() -> ResponseReturnValue:
    """Every report, and what was filed last."""
    with here().database.read() as session:
        known = filed(session, reader().sight)
    return render_template("reports/list.html", reports=list(reports()), filed=known, year=here().today.year - 1)


@bp.get("/reports/<name>")
@requires(Permission.READ_REPORTS)
def show(name: str) -> ResponseReturnValue:
    """One report of the year asked for, of last year unless another is."""
    report, year = wanted(name)
    with here().database.read() as session:
        tables = made(session, report, year)
        known = filed(session, reader().sight, name, year)
        seen = [of_now(name, {"year": str(year)}, table) for table in tables]
    may = reader().may(Permission.FILE_REPORTS) and reader().agency is not None
    years = range(here().today.year, EARLIEST - 1, -1)[:15]
    return render_template(
        "reports/show.html", report=name, year=year, years=years, tables=seen, filed=known, may_file=may
    )


@bp.get("/reports/<name>.<ending>")
@requires(Permission.READ_REPORTS)
def taken(name: str, ending: str) -> ResponseReturnValue:
    """The same as a workbook or a JSON document."""
    report, year = wanted(name)
    if ending not in {"xlsx", "json"}:
        abort(404)
    with here().database.read() as session:
        tables = made(session, report, year)
    if ending == "json":
        octets = canonical(document(name, year, reader().sight.agencies or (), tables))
        return Response(octets, mimetype="application/json")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        to_xlsx(tables, path, language())
        return send_file(BytesIO(path.read_bytes()), XLSX, as_attachment=True, download_name=f"{name}-{year}.xlsx")


@bp.post("/reports/<name>")
@requires(Permission.FILE_REPORTS)
def file(name: str) -> ResponseReturnValue:
    """Freeze what the report says now."""
    report, year = wanted(name)
    asking = reader()
    if asking.agency is None:
        abort(403)
    actor, receiver = Actor(asking.person, asking.agency), request.form.get("receiver", "").strip()[:200]
    store, scratch = Store(here().settings.home / "documents"), here().settings.home / "scratch"

    def unit(session: Session) -> str:
        tables = report.tables(Asked(session, Sight((str(asking.agency),)), year, here().today))
        return file_report(session, actor, document(name, year, [str(asking.agency)], tables), receiver, store, scratch)

    flash(t("reports.filed-as", ref=here().database.write(unit)), "success")
    return redirect(url_for("reports.show", name=name, year=year), 303)


def made(session: Session, report: Report, year: int) -> Sequence[Table]:
    """The tables of a report over the records of the reader's own agencies."""
    return report.tables(Asked(session, reader().sight.own, year, here().today))


def wanted(name: str) -> tuple[Report, int]:
    """The report and the year of an address. Raises 404 for an unknown report or no year."""
    report = reports().get(name)
    year = whole(request.values.get("year") or str(here().today.year - 1))
    if report is None or year is None or not EARLIEST <= year <= here().today.year:
        abort(404)
    return report, year
