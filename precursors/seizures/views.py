"""The urgent notice of a seizure: a page to read and print, a workbook and JSON to send."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, send_file
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.quantities.normalise import kilograms
from precursors.registers.listing import find
from precursors.registers.writing import FILTERS, field_label, written
from precursors.scope.reading import note
from precursors.seizures.models import Seizure
from precursors.seizures.notice import Notice, notice
from precursors.seizures.record import SEIZURES
from precursors.seizures.shelf import SHELF
from precursors.substances.titles import title
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t
from precursors.workbooks.streams import XlsxStream

bp = Blueprint("notices", __name__)
bp.record_once(lambda state: state.app.jinja_env.filters.update(FILTERS))

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS = {each.column: each.as_ for each in SHELF.facts}
"""How each column is written."""


@bp.get("/seizures/<ref>/notice")
@requires(Permission.READ_SEIZURES)
def show(ref: str) -> ResponseReturnValue:
    """The notice as a page."""
    made = _notice(ref)
    return render_template("seizures/notice.html", notice=made, ref=ref, facts=_facts(made))


@bp.get("/seizures/<ref>/notice.json")
@requires(Permission.EXPORT_RECORDS)
def as_json(ref: str) -> ResponseReturnValue:
    """The notice for a machine; masses in kilograms, unknown ones null."""
    made = _notice(ref, "notice")
    goods: list[dict[str, Any]] = [
        {"substance": each.substance, "identified": each.found, "cas": each.cas, "net_kg": kilograms(each.net_ug)}
        | {"containers": each.containers, "container": each.container}
        for each in made.goods
    ]
    facts = {name: str(value) for name, value in made.facts.items()}
    told: dict[str, Any] = {"notice": made.ref, "from": made.agency, "to": made.to, "day": made.made.isoformat()}
    return jsonify(told | {"incident": facts, "goods": goods})


@bp.get("/seizures/<ref>/notice.xlsx")
@requires(Permission.EXPORT_RECORDS)
def as_workbook(ref: str) -> ResponseReturnValue:
    """The notice as a workbook of two sheets."""
    made = _notice(ref, "notice")
    file = BytesIO()
    names = [t("seizures.notice-incident"), t("seizures.notice-goods")]
    with XlsxStream(file, names) as book:
        with book.sheet() as sheet:
            sheet.headings([t("custody.what"), t("custody.value")])
            for label, value in _facts(made):
                sheet.row([label, str(value)])
        with book.sheet() as sheet:
            sheet.headings([t(f"seizures.{name}") for name in ("substance", "known", "cas", "net-kg", "containers")])
            for each in made.goods:
                what = title(each.substance, language()) if each.substance else t("seizures.unknown-goods")
                known = t("seizures.found" if each.found else "seizures.presumed")
                sheet.row([what, known, each.cas, kilograms(each.net_ug), str(each.containers)])
    file.seek(0)
    return send_file(file, XLSX, as_attachment=True, download_name=f"{made.ref}-notice.xlsx")


def _notice(ref: str, why: str = "") -> Notice:
    """The notice of one of the reader's own seizures. Raises 404 for any other."""
    sight = reader().sight.own
    with here().database.read() as session:
        row = find(session, Seizure, sight, ref)
        if row is None:
            abort(404)
        made = notice(session, sight, row, here().today)
    note(Seizure, [row], why)
    return made


def _facts(made: Notice) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = [
        (t("seizures.notice-from"), made.agency),
        (t("seizures.notice-to"), " ".join(made.to) or "–"),
        (t("seizures.notice-made"), written(made.made, "day")),
    ]
    return found + [(field_label(SEIZURES, name), written(value, AS[name])) for name, value in made.facts.items()]
