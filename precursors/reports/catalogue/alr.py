"""Annual legitimate requirements in force at the end of the year, against what was imported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from precursors.agencies.service import all_agencies
from precursors.audit.refs import refs_of
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.reports.beneath import Beneath, Counted
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import standing
from precursors.reports.trade_figures import amounts, sums, unresolved
from precursors.trade.models import Shipment

COLUMNS = (
    Column("country", "country"), Column("substance", "substance"), Column("since", "day"), Column("required", "kg"),
    Column("imported", "kg"), Column("remaining", "kg", worked_out=True),
)  # fmt: skip


@report("alr")
def alr(asked: Asked) -> list[Table]:
    """An estimate stays in force until a newer one arrives. Imports are set against the own countries' only."""
    query: Any = select(AnnualRequirement).where(AnnualRequirement.since <= asked.last)
    query = standing(asked, query, AnnualRequirement).order_by(AnnualRequirement.since, AnnualRequirement.id)
    found = asked.session.execute(query).scalars()
    latest = {(row.country, row.substance): row for row in found}
    refs = refs_of(asked.session, AnnualRequirement, [row.id for row in latest.values()])
    imports = sums(asked, Shipment.substance, where=[Shipment.direction == "import"])
    imported = {each.by[0]: each.base_ug for each in imports}
    own = {agency.country for agency in all_agencies(asked.session) if asked.sight.owns(agency.code)}
    rows = []
    for (country, substance), row in sorted(latest.items()):
        came = imported.get(substance, 0) if country in own else None
        left = None if came is None else row.most - came
        those = amounts(asked, Shipment.base_ug, Shipment.direction == "import", Shipment.substance == substance)
        beneath: dict[str, Beneath] = {"required": Counted(AnnualRequirement, [(row.id, row.most)])}
        beneath |= {} if came is None else {"imported": those, "remaining": those}
        figures = (country, substance, row.since, row.most, came, left)
        rows.append(Row(figures, beneath, f"/annual-requirements/{refs[row.id]}"))
    return [Table("requirements", COLUMNS, rows, unresolved(asked, imports, Shipment.direction == "import"))]
