"""Figures of a year for the environment: what was destroyed, how, and what it left."""

from __future__ import annotations

import io
from decimal import Decimal

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.disposal.listing import outcomes
from precursors.disposal.models import DisposalOrder
from precursors.disposal.views import bp
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.texts import t
from precursors.workbooks.streams import XlsxStream


@bp.get("/disposal/figures")
@requires(Permission.READ_DISPOSAL)
def figures() -> ResponseReturnValue:
    """What was destroyed in a year, how, and what it left, by order and substance."""
    year = _year()
    with here().database.read() as session:
        rows = outcomes(session, reader().sight, year)
    note(DisposalOrder, [])
    return render_template("disposal/figures.html", rows=rows, year=year)


def _year() -> int:
    asked = request.args.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else here().today.year


@bp.get("/disposal/figures.xlsx")
@requires(Permission.EXPORT_RECORDS)
def figures_workbook() -> ResponseReturnValue:
    """The same as a workbook."""
    year = _year()
    with here().database.read() as session:
        rows = outcomes(session, reader().sight, year)
    file = io.BytesIO()
    with XlsxStream(file, [str(year)]) as book, book.sheet() as sheet:
        sheet.headings([t(f"disposal.c-{name.removesuffix('_ug')}") for name in COLUMNS])
        sheet.rows([_cell(name, getattr(row, name)) for name in COLUMNS] for row in rows)
    file.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(file, kind, as_attachment=True, download_name=f"disposal-{year}.xlsx")


COLUMNS = (
    "ref", "number", "substance", "method", "operation", "disposed_ug", "residue_ug", "added_ug", "waste",
    "basel", "km",
)  # fmt: skip
"""Columns of the figures of a year."""


def _cell(name: str, value: str | int | None) -> str | Decimal | int | None:
    """Micrograms as kilograms."""
    return Decimal(value) / 10**9 if name.endswith("_ug") and isinstance(value, int) else value
