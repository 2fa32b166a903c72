"""What the page of a notification tells beside its fields: the clock and the law behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.licensing.licences_panels import left_for
from precursors.licensing.notifications.life import NOTIFICATION, WAITING
from precursors.lives.service import state_of
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight


def clock(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """From when an answer may be waited for, until when, by which law."""
    if row.clock_from is None:
        return None
    waits = state_of(session, NOTIFICATION, row.key).state in WAITING
    late = waits and row.reply_by is not None and row.reply_by < today
    cells = (Cell(row.clock_from, "day"), Cell(row.reply_by, "day", guilty=late), Cell(row.clock))
    columns = [("permits.clock-from", ""), ("permits.reply-by", ""), ("permits.law", "")]
    return Panel("permits.clock", columns, [cells], "permits.no-clock")


def left(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """While it is to be sent or answered: what the party here may still move of the substance, whatever bounds it."""
    if state_of(session, NOTIFICATION, row.key).state not in (NOTIFICATION.first, *WAITING):
        return None
    here, way = (row.importer, "import") if row.direction == "received" else (row.exporter, "export")
    return left_for(session, sight, row, here, way, today)


PANELS = (clock, left)
