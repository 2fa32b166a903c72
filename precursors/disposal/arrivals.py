"""What was weighed or counted otherwise on arrival than was sent: those concerned are told until when to settle it.

More than the share that is reported, or any piece, is significant; share and days are dated data with their source
(`seed/protocols/limits.csv`, 40 CFR 264.72).
"""

from __future__ import annotations

from datetime import date, datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.agencies.notices import News, tell
from precursors.db.engine import Database
from precursors.disposal.loading import Dossier, load
from precursors.disposal.rules.duties import AUTHOR, CUSTODIAN, ISSUER, PERFORMER
from precursors.disposal.service import own_order
from precursors.disposal.work_models import DeviationDecision, DisposalDeviation, DisposalReceipt
from precursors.scope.visible import Sight

RULE = "receipt-difference"
"""Rule of the deviation that a difference on arrival raises; once it is decided the difference is settled."""
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
    waits = any(each.row.rule == RULE for each in dossier.open_deviations)
    return min((each.settle_by for each in dossier.receipts if waits and each.settle_by), default=None)


def unsettled(session: Session, orders: list[int]) -> dict[int, date]:
    """The same of many orders, in one query."""
    decided = select(DeviationDecision.id).where(DeviationDecision.deviation == DisposalDeviation.id)
    waits = select(DisposalDeviation.order_id).where(DisposalDeviation.rule == RULE, ~decided.exists())
    row = DisposalReceipt
    query = select(row.order_id, func.min(row.settle_by)).where(row.order_id.in_(orders), row.order_id.in_(waits))
    grave = query.where(row.settle_by.is_not(None)).group_by(row.order_id)
    return {order: day for order, day in session.execute(grave) if day is not None}
