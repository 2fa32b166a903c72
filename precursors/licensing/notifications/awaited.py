"""Notifications whose time for an answer has passed, and received ones whose time ends soon: silence lets goods go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.notifications.life import WAITING
from precursors.licensing.notifications.models import Notification
from precursors.lives.models import State
from precursors.lives.service import stands_at

SOON = timedelta(days=7)
"""A notification that is to be answered within it is brought to mind."""


def late_replies(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the standing notifications of agencies that nobody has answered in time; one query."""
    return _waiting(session, agencies, Notification.reply_by < today)


def replies_due(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the standing ones that agencies have received and are to answer before long; one query."""
    soon = Notification.reply_by.between(today, today + SOON)
    return _waiting(session, agencies, Notification.direction == "received", soon)


def _waiting(session: Session, agencies: Collection[str], *conditions: ColumnElement[bool]) -> Collection[int]:
    query = select(Notification.id).join(Current, stands(Notification)).join(State, stands_at(Notification))
    query = query.where(Notification.agency.in_(agencies), State.state.in_(WAITING), *conditions)
    return list(session.execute(query).scalars())
