"""Pre-export notifications of the year, sent and received: answers, how long they took, what came late or never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.licensing.notifications.models import Notification
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, report
from precursors.scope.visible import visible

COLUMNS = (
    Column("way", "page"), Column("country"), Column("substance", "substance"), Column("notifications", "count"),
    Column("base", "kg"), Column("litres", "litres"),
)  # fmt: skip
ANSWERS = (Column("way", "page"), Column("state", "state"), Column("notifications", "count"))


@report("pen")
def pen(asked: Asked) -> list[Table]:
    """By partner country and substance, and by the state each stands in."""
    query: Any = select(Notification, State.state).join(Current, stands(Notification))
    query = query.outerjoin(State, stands_at(Notification))
    query = query.where(func.coalesce(Notification.notified, Notification.dispatch).between(asked.first, asked.last))
    found = asked.session.execute(visible(query, Notification, asked.sight.own)).all()
    drafts = asked.session.execute(
        visible(
            select(func.count())
            .select_from(Notification)
            .join(Current, stands(Notification))
            .where(Notification.notified.is_(None), Notification.dispatch.is_(None)),
            Notification,
            asked.sight.own,
        )
    ).scalar_one()
    left = [LeftOut("left-undated", int(drafts), "/notifications")] if drafts else []
    return [_by_country([row for row, _ in found], left), _answers(found)]


def _by_country(found: Sequence[Notification], left: Sequence[LeftOut]) -> Table:
    total: dict[tuple[str, str, str], list[int | None]] = defaultdict(lambda: [0, None, None])
    for row in found:
        partner = (row.destination if row.direction == "sent" else row.origin) or ""
        own = total[f"reports.{row.direction}", partner, row.substance]
        own[0] = (own[0] or 0) + 1
        at = 1 if row.measure == "base_ug" else 2
        own[at] = (own[at] or 0) + row.amount
    rows = [Row((*place, *figures), f"/notifications?substance={place[2]}") for place, figures in sorted(total.items())]
    return Table("notifications-by-country", COLUMNS, rows, left)


def _answers(found: Sequence[Any]) -> Table:
    total: dict[tuple[str, str], int] = defaultdict(int)
    for row, state in found:
        total[f"reports.{row.direction}", state or "draft"] += 1
    rows = [Row((*place, count), f"/notifications?state={place[1]}") for place, count in sorted(total.items())]
    return Table("answers", ANSWERS, rows)
