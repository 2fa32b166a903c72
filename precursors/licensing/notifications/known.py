"""Notifications looked up by number, with where they stand: a few queries for a whole file."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.words import folded
from precursors.licensing.notifications.clock import STATED, Clock, clock, longest
from precursors.licensing.notifications.life import NOTIFICATION
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.rules import Notice
from precursors.lives.service import states_of

_BATCH = 400


def notices_of(
    session: Session, agencies: Iterable[str], numbers: Iterable[str], home: str, *, demo: bool
) -> dict[str, tuple[Notice, ...]]:
    """Standing notifications by the numbers asked for, as stated; empty where a number is unknown here."""
    asked = {number: folded(number) for number in set(numbers)}
    wanted, codes = sorted(set(asked.values())), tuple(agencies)
    rows: list[Notification] = []
    for at in range(0, len(wanted), _BATCH):
        query = select(Notification).join(Current, stands(Notification)).order_by(Notification.id)
        rows += session.execute(
            query.where(Notification.folded.in_(wanted[at : at + _BATCH]), Notification.agency.in_(codes))
        ).scalars()
    states = states_of(session, NOTIFICATION, [row.key for row in rows])
    found: dict[str, list[Notice]] = {}
    for row in rows:
        found.setdefault(row.folded, []).append(notice(row, states[row.key].state, home, demo=demo))
    return {number: tuple(found.get(key, ())) for number, key in asked.items()}


def notices_for(
    session: Session, agencies: Iterable[str], authorisation: str, number: str | None, home: str, *, demo: bool
) -> tuple[Notice, ...]:
    """Standing notifications that an authorisation names, or that name it."""
    named = Notification.export_authorisation == authorisation
    if number:
        named = or_(named, Notification.folded == folded(number))
    query = select(Notification).join(Current, stands(Notification)).where(named).order_by(Notification.id)
    rows = list(session.execute(query.where(Notification.agency.in_(tuple(agencies)))).scalars())
    states = states_of(session, NOTIFICATION, [row.key for row in rows])
    return tuple(notice(row, states[row.key].state, home, demo=demo) for row in rows)


def notice(row: Notification, state: str, home: str, *, demo: bool) -> Notice:
    """A notification as the rules see it; what silence allows is asked of the law again."""
    origin = row.origin or (home if row.direction == "sent" else None)
    law = _law(row, origin, demo=demo)
    stated, lawful = row.clock == STATED, longest(origin, row.period_from, demo=demo)
    ends = min(row.period_to, lawful.day) if row.period_to and lawful else row.period_to
    return Notice(
        bytes(row.key), row.number, row.direction, row.substance, row.amount, row.measure, row.consignee,
        row.destination, row.notified, row.clock_from, row.reply_by, row.period_from, ends, state,
        silence=law is not None and law.silence, decides=stated or law is None or law.decides,
    )  # fmt: skip


def _law(row: Notification, origin: str | None, *, demo: bool) -> Clock | None:
    if row.clock_from is None:
        return None
    found = clock(origin, row.destination, row.clock_from, demo=demo)
    return found if isinstance(found, Clock) else None
