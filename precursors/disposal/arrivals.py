"""What was weighed otherwise on the way or on arrival than was sent: those concerned are told until when to settle it.

More than the share that is reported, or any piece, is significant; share and days are dated data with their source
(`seed/protocols/limits.csv`, 40 CFR 264.72).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.agencies.notices import News, tell
from precursors.db.engine import Database
from precursors.disposal.dossier import Dossier
from precursors.disposal.loading import load
from precursors.disposal.movement_models import WaybillCount
from precursors.disposal.rules.duties import AUTHOR, CHAIN, CUSTODIAN, ISSUER, PERFORMER
from precursors.disposal.service import own_order
from precursors.disposal.work_models import DeviationDecision, DisposalDeviation, DisposalReceipt
from precursors.scope.visible import Sight

RULE = "receipt-difference"
"""Rule of the deviation that a difference on arrival raises; once it is decided the difference is settled."""
ON_THE_WAY = tuple(f"{part}-difference" for part in CHAIN[:-1])
"""The same of whoever gives the load away and of each who carries it."""
WEIGHED = frozenset({"receive", "sign-over"})
"""Verbs that may find a difference."""
CONCERNED = frozenset({CUSTODIAN, AUTHOR, PERFORMER, ISSUER})


def tell_of_differences(database: Database, ref: str, now: datetime, today: date) -> int:
    """Lay a notice into the inbox of everybody concerned by significant differences of an order; answers how many."""
    with database.read() as session:
        order = own_order(session, Sight(), ref)
        dossier = load(session, order, today) if order is not None else None
    if dossier is None or (due := settle_by(dossier)) is None:
        return 0
    people = {each.person for each in dossier.people if each.part in CONCERNED}
    told = {"number": dossier.order.number, "day": due.isoformat()}
    news = News("disposal.notice-difference", told, url_for("disposal.show", ref=ref))
    database.aside.write(lambda aside: tell(aside, people, news, now))
    return len(people)


def settle_by(dossier: Dossier) -> date | None:
    """The first day by which a significant difference of an order is to be settled; None where none waits."""
    rules = {each.row.rule for each in dossier.open_deviations}
    days = [each.settle_by for each in dossier.receipts if RULE in rules]
    days += [each.settle_by for each in dossier.counts if rules & set(ON_THE_WAY)]
    return min(filter(None, days), default=None)


def unsettled(session: Session, orders: list[int]) -> dict[int, date]:
    """The same of many orders, in two queries."""
    found: dict[int, date] = {}
    for row, rules in ((DisposalReceipt, (RULE,)), (WaybillCount, ON_THE_WAY)):
        for order, day in session.execute(_waiting(row, rules, orders)):
            found[order] = min(day, found.get(order, day))
    return found


def _waiting(row: Any, rules: Sequence[str], orders: Sequence[int]) -> Any:  # noqa: ANN401 - columns and a query
    """Order and first day of what was weighed otherwise and nobody has decided."""
    decided = select(DeviationDecision.id).where(DeviationDecision.deviation == DisposalDeviation.id)
    waits = select(DisposalDeviation.order_id).where(DisposalDeviation.rule.in_(rules), ~decided.exists())
    query = select(row.order_id, func.min(row.settle_by)).where(row.order_id.in_(orders), row.order_id.in_(waits))
    return query.where(row.settle_by.is_not(None)).group_by(row.order_id)
