"""What the page of an order shows beside it: the times the law sets for deciding on it, and for destroying."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.disposal.lawful import TIMES, asked_on, regulated
from precursors.disposal.models import DisposalOrder
from precursors.law.deadlines import deadlines
from precursors.lives.service import history
from precursors.registers.panels import Cell, Panel
from precursors.registers.reckoning import reckoned
from precursors.registers.terms import DEMO
from precursors.scope.visible import Sight


def times(session: Session, sight: Sight, row: DisposalOrder, today: date) -> Panel | None:
    """By when it is to be decided and destroyed, by which law; nothing where the law is silent or a court decides."""
    home = by_code(session, row.agency)
    if home is None or not regulated(session, [row.id]):
        return None
    steps = history(session, sight, DisposalOrder.__tablename__, bytes(row.key))
    asked = asked_on(session, [row])[row.id]
    rows = []
    for time in TIMES:
        since, end = time.ran(asked, steps)
        if since is None or not deadlines(demo=home.country == DEMO).known(home.country, time.what, since):
            continue
        due, counted = reckoned(home.country, time.what, since)
        late = due is not None and (end or today) > due.day
        rows.append(
            [
                Cell(f"disposal.time-{time.what}", "page"), Cell(since, "day"),
                Cell(due.day if due else None, "day", guilty=late), Cell(end, "day"),
                Cell(due.entry.citation if due else None), Cell(counted, guilty=due is None),
            ]
        )  # fmt: skip
    columns = [
        ("consignments.clock", ""), ("consignments.runs-from", ""), ("consignments.due", ""), ("consignments.done", ""),
        ("consignments.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("consignments.clocks", columns, rows, "consignments.no-clocks") if rows else None
