"""The notice some laws want before goods leave: a consignment recorded before the day of its shipment is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.models import Act
from precursors.db.tables import act_of
from precursors.law.dated import Entry, NotInForce
from precursors.law.deadlines import Deadline, deadlines
from precursors.lives.service import Step
from precursors.registers.terms import DEMO
from precursors.trade.life_models import Consignment

NOTICE = "advance-notice"
"""The deadline of law: so many days lie between the notice and the day of shipment, neither of them counted."""


class Notice(NamedTuple):
    """By when goods that leave on a day are to be announced, and by which law."""

    leaves: date
    last: date
    entry: Entry[Deadline]


def notice(country: str, way: str | None, leaves: date | None) -> Notice | None:
    """The notice the law of a country wants of goods that go this way; None where it wants none."""
    if way is None or leaves is None:
        return None
    try:
        entry = deadlines(demo=country == DEMO).on(country, NOTICE, leaves)
    except NotInForce:
        return None
    return Notice(leaves, leaves - timedelta(days=entry.value.days + 1), entry) if entry.value.asks_of(way) else None


def leaving(row: Consignment, steps: Sequence[Step]) -> date:
    """The day a consignment left, or is planned to leave."""
    return next((step.day for step in reversed(steps) if step.verb == "depart"), row.planned)


def announced(session: Session, row: Consignment) -> date:
    """The day a consignment was first recorded here, whatever was put right of it since."""
    first = session.execute(select(func.min(Consignment.id)).where(Consignment.key == row.key)).scalar_one()
    return session.execute(select(Act.at).where(Act.id == act_of(first))).scalar_one().date()
