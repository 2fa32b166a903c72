"""Decisions and answers that wait for somebody, those whose day has passed, and what ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.authorisations.life import OPEN
from precursors.licensing.authorisations.shelf import ENDING, LATE_DECISION
from precursors.licensing.authorisations.shelf import SHELF as AUTHORISATIONS
from precursors.licensing.notifications.life import WAITING
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.shelf import LATE_REPLY, REPLY_DUE
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.registers.picking import late
from precursors.scope.visible import visible
from precursors.web.waiting import Asked, Waiting

SUBMITTED = "submitted"


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Applications to decide for those who decide, notifications to answer for those who handle them."""
    if asked.reader.may(Permission.DECIDE_AUTHORISATIONS):
        for text, states in (("permits.waits-file", (SUBMITTED,)), ("permits.waits-decision", OPEN)):
            found = sum(count(asked.facts, AUTHORISATIONS, asked.reader.sight, state) for state in states)
            yield Waiting(text, found, url_for("authorisations.index", state=",".join(states)))
        yield late(asked, LATE_DECISION, "authorisations.index")
    if asked.reader.may(Permission.RECORD_REGISTER):
        yield late(asked, ENDING, "authorisations.index")
    if asked.reader.may(Permission.RECORD_NOTIFICATIONS):
        yield Waiting("permits.waits-reply", _received(asked), url_for("notifications.index", state=",".join(WAITING)))
        yield late(asked, REPLY_DUE, "notifications.index")
        yield late(asked, LATE_REPLY, "notifications.index")


def _received(asked: Asked) -> int:
    """How many standing notifications were received and not answered."""
    query: Any = select(func.count()).select_from(Notification).join(Current, stands(Notification))
    query = query.join(State, stands_at(Notification)).where(State.state.in_(WAITING))
    query = visible(query.where(Notification.direction == "received"), Notification, asked.reader.sight.own)
    return int(asked.facts.execute(query).scalar_one())
