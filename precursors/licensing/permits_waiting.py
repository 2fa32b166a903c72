"""Decisions and answers that wait for somebody, and those whose day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.authorisations.life import KIND, OPEN
from precursors.licensing.authorisations.panels import due_of
from precursors.licensing.authorisations.shelf import SHELF as AUTHORISATIONS
from precursors.licensing.notifications.life import WAITING
from precursors.licensing.notifications.models import Notification
from precursors.lives.models import State, Transition
from precursors.lives.service import stands_at
from precursors.registers.listing import count
from precursors.scope.visible import Sight, visible
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

SUBMITTED = "submitted"


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Applications to decide for those who decide, notifications to answer for those who handle them."""
    session, sight, today = asked.facts, asked.reader.sight, here().today
    if asked.reader.may(Permission.DECIDE_AUTHORISATIONS):
        dues = _dues(session, sight)
        late = sum(due is not None and due < today for due in dues)
        href = url_for("authorisations.index", state=",".join(OPEN))
        fresh = count(session, AUTHORISATIONS, sight, SUBMITTED)
        yield Waiting("permits.waits-file", fresh, url_for("authorisations.index", state=SUBMITTED))
        yield Waiting("permits.waits-decision", len(dues), href)
        yield Waiting("permits.waits-late-decision", late, href, late=True)
    if asked.reader.may(Permission.RECORD_NOTIFICATIONS):
        href = url_for("notifications.index", state=",".join(WAITING))
        received = _count(session, sight, Notification.direction == "received")
        yield Waiting("permits.waits-reply", received, href)
        yield Waiting(
            "permits.waits-late-reply", _count(session, sight, Notification.reply_by < today), href, late=True
        )


def _dues(session: Session, sight: Sight) -> list[date | None]:
    """The day of decision of every authorisation line whose clock runs."""
    still = and_(State.kind == KIND, State.subject == Transition.subject, State.state.in_(OPEN))
    query: Any = select(Transition).join(State, still).where(Transition.kind == KIND, Transition.verb == "complete")
    last: dict[bytes, Transition] = {}
    for step in session.execute(visible(query.order_by(Transition.id), Transition, sight.own)).scalars():
        last[bytes(step.subject)] = step
    return [due_of(step)[0] for step in last.values()]


def _count(session: Session, sight: Sight, condition: ColumnElement[bool]) -> int:
    """How many standing notifications that await an answer meet a condition."""
    query: Any = select(func.count()).select_from(Notification).join(Current, stands(Notification))
    query = query.join(State, stands_at(Notification)).where(State.state.in_(WAITING), condition)
    return int(session.execute(visible(query, Notification, sight.own)).scalar_one())
