"""Pages of reports: the list, one report of one year with a way down from every figure, its filing."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.documents.store import Store
from precursors.reports.filing import file_report, filed
from precursors.reports.following import addresses
from precursors.reports.report import Asked, Ink, Report, Row, Table, about, reports
from precursors.reports.seeing import exactly, of_now
from precursors.reports.writing import canonical, document, to_xlsx
from precursors.scope.visible import Sight
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import direction, language
from precursors.web.numbers import whole
from precursors.web.texts import t

bp = Blueprint("reports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EARLIEST = 1990
GLANCE = "overview"
"""The report that opens the page of reports; it reads kept sums only."""


bp.add_app_template_filter(exactly, "reported")


class Wish(NamedTuple):
    """What an address asks of a report."""

    year: int
    substance: str | None

    def of(self, session: Session) -> Asked:
        """The same for the records of the reader's own agencies."""
        return Asked(session, reader().sight.own, self.year, here().today, self.substance)


@bp.get("/reports")
@requires(Permission.READ_REPORTS)
def index() -> ResponseReturnValue:
    """This year at a glance, every report, every picture, and what was filed last."""
    every, year = reports(), here().today.year
    with here().database.read() as session:
        known = filed(session, reader().sight)
        asked = Wish(year, None).of(session)
        glance = picture(every[GLANCE], asked, every[GLANCE].tables(asked))
    drawn, told = ([name for name, each in every.items() if bool(each.draw) is wanted] for wanted in (True, False))
    names = {"reports": told, "pictures": drawn, "filed": known}
    return render_template("reports/list.html", **names, year=year - 1, glance=glance, this_year=year)


@bp.get("/reports/<name>")
@requires(Permission.READ_REPORTS)
def show(name: str) -> ResponseReturnValue:
    """One report of the year asked for, of last year unless another is."""
    report, wish = wanted(name)
    with here().database.read() as session:
        asked = wish.of(session)
        substances = report.substances(asked) if report.substances else []
        asked = about(asked, lambda _: substances) if substances else asked
        tables = report.tables(asked)
        known = filed(session, reader().sight, name, wish.year)
    seen = [of_now(name, asked.told, table) for table in tables]
    may = reader().may(Permission.FILE_REPORTS) and reader().agency is not None and not report.draw
    return render_template(
        "reports/show.html", report=name, asked=asked, years=_years(), tables=seen, filed=known, may_file=may,
        substances=sorted(substances), picture=picture(report, asked, tables), drawn=report.draw is not None,
        of_year=report.of_year,
    )  # fmt: skip


def _years() -> range:
    return range(here().today.year, EARLIEST - 1, -1)[:15]


def picture(report: Report, asked: Asked, tables: Sequence[Table]) -> Markup | None:
    """The tables of a report drawn in the reader's language and its direction; None where nothing can be drawn."""
    if report.draw is None or not any(table.rows for table in tables):
        return None

    def down(table: Table, row: Row, column: str) -> str | None:
        path = addresses(report.name, asked.told, table, row).get(column)
        return request.script_root + path if path else None

    drawing = report.draw(tables, Ink(direction() == "rtl", down))
    says = " ".join([t(f"reports.{report.name}-lead"), t("reports.also-a-table")])
    title = t(f"reports.{report.name}")
    return drawing.svg(
        f"{title} {asked.year}" if report.of_year else title, says, language=language(), direction=direction()
    )


@bp.get("/reports/<name>.<ending>")
@requires(Permission.READ_REPORTS)
def taken(name: str, ending: str) -> ResponseReturnValue:
    """The same as a workbook, a JSON document or, where it is drawn, as a picture."""
    report, wish = wanted(name)
    if ending not in {"xlsx", "json", *(["svg"] if report.draw else [])}:
        abort(404)
    with here().database.read() as session:
        asked = wish.of(session)
        tables = report.tables(asked)
    if ending == "json":
        return Response(canonical(document(name, asked, tables)), mimetype="application/json")
    file = f"{name}-{wish.year}.{ending}"
    if ending == "svg":
        drawn = picture(report, asked, tables) or abort(404)
        return send_file(BytesIO(drawn.encode()), "image/svg+xml", as_attachment=True, download_name=file)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        to_xlsx(tables, path, language())
        return send_file(BytesIO(path.read_bytes()), XLSX, as_attachment=True, download_name=file)


@bp.post("/reports/<name>")
@requires(Permission.FILE_REPORTS)
def file(name: str) -> ResponseReturnValue:
    """Freeze what the report says now."""
    report, wish = wanted(name)
    asking = reader()
    if asking.agency is None:
        abort(403)
    if report.draw:
        abort(404)
    actor, receiver = Actor(asking.person, asking.agency), request.form.get("receiver", "").strip()[:200]
    store, scratch = Store(here().settings.home / "documents"), here().settings.home / "scratch"

    def unit(session: Session) -> str:
        asked = Asked(session, Sight((str(asking.agency),)), wish.year, here().today)
        return file_report(session, actor, document(name, asked, report.tables(asked)), receiver, store, scratch)

    flash(t("reports.filed-as", ref=here().database.write(unit)), "success")
    return redirect(url_for("reports.show", name=name, year=wish.year), 303)


def wanted(name: str) -> tuple[Report, Wish]:
    """The report of an address and what is asked of it. Raises 404 for an unknown report or no year."""
    report = reports().get(name)
    year = whole(request.values.get("year") or str(here().today.year - 1))
    if report is None or year is None or not EARLIEST <= year <= here().today.year:
        abort(404)
    return report, Wish(year, request.values.get("substance") or None)
