"""What the agency did in the year, month by month, and what waits."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from precursors.audit.models import Act
from precursors.flags.listing import open_count
from precursors.flags.models import Disposition, Flag
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.scope.visible import visible

ACTS = (Column("month"), Column("act", "act"), Column("acts", "count"))
FLAGS = (Column("measure", "page"), Column("count", "count"))


@report("workload")
def workload(asked: Asked) -> list[Table]:
    """Acts by month and kind; flags raised, decided and open."""
    return [_acts(asked), _flags(asked)]


def _acts(asked: Asked) -> Table:
    """Acts of the reader's agencies; the time is that of the log, UTC."""
    start = datetime(asked.year, 1, 1, tzinfo=UTC)
    end = datetime(asked.year + 1, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
    query = select(Act.at, Act.kind).where(Act.at.between(start, end))
    if asked.sight.agencies is not None:
        query = query.where(Act.agency.in_(asked.sight.agencies))
    total: dict[tuple[str, str], int] = defaultdict(int)
    for at, kind in asked.session.execute(query):
        total[f"{at:%Y-%m}", kind] += 1
    return Table(
        "acts", ACTS, [Row((*place, count), f"/acts?kind={place[1]}") for place, count in sorted(total.items())]
    )


def _flags(asked: Asked) -> Table:
    query: Any = select(Flag.id, Disposition.state).outerjoin(Disposition, Disposition.flag == Flag.id)
    last: dict[int, str] = {}
    for flag, state in asked.session.execute(visible(query, Flag, asked.sight.own).order_by(Disposition.id)):
        last[flag] = state or "open"
    decided = [state for state in last.values() if state != "open"]
    rows = [
        Row(("reports.flags-raised", len(last)), "/flags?state=any"),
        Row(("reports.flags-confirmed", decided.count("confirmed")), "/flags?state=confirmed"),
        Row(("reports.flags-dismissed", decided.count("dismissed")), "/flags?state=dismissed"),
        Row(("reports.flags-open", open_count(asked.session, asked.sight)), "/flags"),
    ]
    return Table("flags", FLAGS, rows)
