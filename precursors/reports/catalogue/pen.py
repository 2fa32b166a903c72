"""Pre-export notifications of the year, sent and received: answers, how long they took, what came late or never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from precursors.licensing.notifications.models import Notification
from precursors.reports.beneath import Counted, Summed, every, of
from precursors.reports.report import Asked, Column, LeftOut, Row, Table, report
from precursors.reports.standing import standing, state

COLUMNS = (
    Column("way", "page"), Column("country", "country"), Column("substance", "substance"),
    Column("notifications", "count"), Column("base", "kg"), Column("litres", "litres"),
)  # fmt: skip
ANSWERS = (Column("way", "page"), Column("state", "state"), Column("notifications", "count"))


@report("pen")
def pen(asked: Asked) -> list[Table]:
    """By partner country and substance, and by the state each stands in."""
    query: Any = select(Notification, state(asked, Notification))
    query = query.where(func.coalesce(Notification.notified, Notification.dispatch).between(asked.first, asked.last))
    found = asked.session.execute(standing(asked, query, Notification)).all()
    undated = of(Notification).where(Notification.notified.is_(None), Notification.dispatch.is_(None))
    drafts = Summed(Notification, standing(asked, undated, Notification))
    count = drafts.sum(asked.session).records
    left = [LeftOut("left-undated", count, drafts)] if count else []
    return [_by_country([row for row, _ in found], left), _answers(found)]


def _by_country(found: Sequence[Notification], left: Sequence[LeftOut]) -> Table:
    own: dict[tuple[str, str, str], list[Notification]] = defaultdict(list)
    for row in found:
        partner = (row.destination if row.direction == "sent" else row.origin) or ""
        own[f"reports.{row.direction}", partner, row.substance].append(row)
    rows = []
    for place, those in sorted(own.items()):
        base = [(row.id, row.amount) for row in those if row.measure == "base_ug"]
        litres = [(row.id, row.amount) for row in those if row.measure != "base_ug"]
        figures = (len(those), *(sum(amount for _, amount in each) if each else None for each in (base, litres)))
        known = {"base": Counted(Notification, base), "litres": Counted(Notification, litres)}
        rows.append(Row((*place, *figures), known | {"notifications": every(Notification, [row.id for row in those])}))
    return Table("notifications-by-country", COLUMNS, rows, left)


def _answers(found: Sequence[Any]) -> Table:
    own: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, then in found:
        own[f"reports.{row.direction}", then or "draft"].append(row.id)
    rows = [
        Row((*place, len(keys)), {"notifications": every(Notification, keys)}) for place, keys in sorted(own.items())
    ]
    return Table("answers", ANSWERS, rows)
