"""Licence lines that were in force in the year, what each grants and where it stands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from precursors.audit.refs import refs_of
from precursors.licensing.models import LicenceLine
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import standing, state

COLUMNS = (
    Column("licence"), Column("holder"), Column("substance", "substance"), Column("activities", "words:activities"),
    Column("quantity"), Column("unit"), Column("valid-from", "day"), Column("valid-to", "day"),
    Column("state", "state"),
)  # fmt: skip


@report("licence-register")
def licence_register(asked: Asked) -> list[Table]:
    """Every standing line whose validity touches the year."""
    line = LicenceLine
    query: Any = (
        select(line, state(asked, line))
        .where(line.valid_from <= asked.last, line.valid_to >= asked.first)
        .order_by(line.substance, line.number, line.id)
    )
    found = asked.session.execute(standing(asked, query, line)).all()
    refs = refs_of(asked.session, line, [row.id for row, _ in found])
    rows = [
        Row(
            (
                row.number, row.holder, row.substance, row.activities, row.quantity, row.unit, row.valid_from,
                row.valid_to, then or row.state,
            ),
            record=f"/licences/{refs[row.id]}",
        )
        for row, then in found
    ]  # fmt: skip
    return [Table("licences", COLUMNS, rows)]
