"""What another agency than the owner of a lot is shown of what happens to it: as long as it needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from precursors.agencies.sharing import show
from precursors.audit.acts import OpenAct
from precursors.custody.chain_models import CustodyEvent

PURPOSE = "custody"
"""What the other agency is shown goods for."""

SHOWN_DAYS = 3_653
"""How long it sees what it has or had a part in; for goods that go on it ends with them."""


def shown_until(today: date) -> date:
    """Last day of what is shown from today on."""
    return today + timedelta(days=SHOWN_DAYS)


def show_events(act: OpenAct, seen: Mapping[int, set[str]]) -> None:
    """Show events just written to the agencies that have, or had, their containers."""
    if not seen:
        return
    query = select(CustodyEvent).where(CustodyEvent.id.in_(list(seen))).order_by(CustodyEvent.id)
    for row in act.session.execute(query).scalars():
        for receiver in sorted(seen[row.id]):
            show(act, row, receiver, PURPOSE, shown_until(act.at.date()))
