"""What the page of a notification tells beside its fields: the clock and the law behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.licensing.licences_panels import left_for
from precursors.licensing.notifications.clock import PERIOD, STATED, WHAT, country
from precursors.licensing.notifications.life import NOTIFICATION, WAITING
from precursors.lives.service import state_of
from precursors.registers.panels import Cell, Panel, deciding
from precursors.registers.reckoning import reckoned
from precursors.scope.visible import Sight


def clock(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """From when an answer may be waited for, until when, by which law."""
    if row.clock_from is None and row.reply_by is None:
        return None
    waits = state_of(session, NOTIFICATION, row.key).state in WAITING
    late = waits and row.reply_by is not None and row.reply_by < today
    basis = Cell("permits.clock-stated", "page") if row.clock == STATED else Cell(row.clock)
    counted = Cell(_counted(session, row), guilty=row.reply_by is None)
    cells = (Cell(row.clock_from, "day"), Cell(row.reply_by, "day", guilty=late), basis, counted)
    columns = [
        ("permits.clock-from", ""), ("permits.reply-by", ""), ("permits.law", ""), ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("permits.clock", columns, [cells], "permits.no-clock")


def _counted(session: Session, row: Any) -> str | None:  # noqa: ANN401 - see `Show`
    """How the law of the pair counts the day; where neither side's can, why; nothing where it was stated."""
    if row.clock == STATED or row.clock_from is None:
        return None
    home = by_code(session, row.agency)
    own = home.country if home else ""
    ends = (row.origin, own) if row.direction == "received" else (own, row.destination)
    found = [reckoned(place, WHAT, row.clock_from) for place in dict.fromkeys(map(country, ends)) if place]
    told = next((each.told for each in found if each.due and each.due.day == row.reply_by), None)
    return told if row.reply_by else " ".join(each.told for each in found)


def period(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Of a notification of several operations: to which day it covers them, by the law of the exporting country."""
    if row.period_from is None or row.period_to is None:
        return None
    home = by_code(session, row.agency)
    origin = row.origin or (home.country if home and row.direction == "sent" else None)
    found = reckoned(country(origin), PERIOD, row.period_from)
    last = min(row.period_to, found.due.day) if found.due else row.period_to
    cells = (
        Cell(row.period_from, "day"), Cell(row.period_to, "day"), Cell(last, "day", guilty=last < row.period_to),
        Cell(found.due.entry.citation if found.due else None), Cell(found.told),
    )  # fmt: skip
    columns = [
        ("permits.clock-from", ""), ("permits.period-to", ""), ("permits.period-last", ""), ("permits.law", ""),
        ("registers.counted", ""),
    ]  # fmt: skip
    return Panel("permits.period", columns, [cells], "permits.period")


@deciding
def left(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401 - see `Show`
    """While it is to be sent or answered: what the party here may still move of the substance, whatever bounds it."""
    if state_of(session, NOTIFICATION, row.key).state not in (NOTIFICATION.first, *WAITING):
        return None
    here, way = (row.importer, "import") if row.direction == "received" else (row.exporter, "export")
    return left_for(session, sight, row, here, way, today)


PANELS = (clock, period, left)
