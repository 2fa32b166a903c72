"""R19, R28, R30, R35 and R36: what the days and the register themselves show, so that no act of a record can raise it.

Goods on their way that nobody has received, returns of stock that nobody has submitted, return declarations and
discrepancies of consignments past their day, seized goods that have waited too long;
journeys that stood too long or off their corridor; operators that share what they should not. Each is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import all_agencies
from precursors.anomalies.journeys import unusual_journeys
from precursors.anomalies.rules.unusual_route import CODE as JOURNEY
from precursors.anomalies.sharing import RULE as SHARED
from precursors.anomalies.sharing import shared_identifiers
from precursors.audit.acts import Actor, open_act
from precursors.audit.refs import refs_of
from precursors.custody.models import Lot
from precursors.custody.queue import RULE as OVERDUE
from precursors.custody.queue import queue
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.paths import edition_in_use
from precursors.scope.visible import Sight
from precursors.stock.models import StockReturn
from precursors.stock.returns import late_returns
from precursors.trade.life_models import Consignment
from precursors.trade.life_waiting import overdue, passed
from precursors.trade.models import Shipment

VERSION = 1
NOT_RECEIVED, LATE = "not-received", "late-report"
TOO_LONG = {"overdue": 500, "kept-long": 300, "peroxides-opened-long-ago": 800}
"""What the queue of lots tells that only time brings about, and its score."""


def run_clocks(session: Session, actor: Actor, today: date) -> int:
    """Flag what is overdue today and has not been told yet, in one act; answers how many flags."""
    rules = Flag.rule.in_((NOT_RECEIVED, LATE, OVERDUE, SHARED, JOURNEY)), Flag.kind != Shipment.__tablename__
    query = select(Flag.rule, Flag.agency, Flag.cause).where(*rules)
    told = {(rule, agency, cause) for rule, agency, cause in session.execute(query)}
    drafts = [
        draft
        for agency in all_agencies(session)
        for find in (_not_received, _late, _passed, _overdue_stock, unusual_journeys, shared_identifiers)
        for draft in find(session, agency, today)
        if (draft.rule, draft.agency, draft.cause) not in told
    ]
    if drafts:
        act = open_act(session, "flags-run", actor)
        raise_flags(act, drafts)
        act.seal()
    return len(drafts)


def _not_received(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    found = overdue(session, agency.code, today)
    refs = refs_of(session, Consignment, [row.id for row, _, _ in found])
    for row, since, days in found:
        inputs = {"number": row.number, "substance": row.substance, "since": since.isoformat(), "days": str(days)}
        yield FlagDraft(
            agency.code, NOT_RECEIVED, VERSION, edition_in_use(), refs[row.id], 800, Consignment.__tablename__,
            [row.id], inputs,
        )  # fmt: skip


def _passed(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    found = passed(session, agency.code, today)
    refs = refs_of(session, Consignment, {each.row.id for each in found})
    for each in found:
        inputs = {"why": each.what, "number": each.row.number, "due": each.due.day.isoformat()}
        inputs |= {"law": each.due.entry.citation}
        cause = f"{refs[each.row.id]} {each.what}"
        yield FlagDraft(
            agency.code, LATE, VERSION, edition_in_use(), cause, 500, Consignment.__tablename__, [each.row.id], inputs
        )


def _overdue_stock(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    """R35: seized goods that should have gone, or that age has made dangerous."""
    for each in queue(session, Sight((agency.code,)), today):
        for worry in each.worries:
            if worry.code in TOO_LONG:
                inputs = {"why": worry.code, "lot": each.ref, "days": str(worry.days)}
                inputs |= {"substance": each.substance} if each.substance else {}
                yield FlagDraft(
                    agency.code, OVERDUE, VERSION, edition_in_use(), f"{each.ref} {worry.code}", TOO_LONG[worry.code],
                    Lot.__tablename__, [each.lot.id], inputs,
                )  # fmt: skip


NEVER_CAME = ("due", "draft", "late")
"""States of a return that was not handed in by its day; one that came and was sent back is no late report."""


def _late(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    found = late_returns(session, agency.code, today, NEVER_CAME)
    refs = refs_of(session, StockReturn, [row.id for row in found])
    for row in found:
        inputs = {"why": "return", "operator": row.operator, "period": row.period, "due": str(row.due)}
        inputs |= {"law": row.basis or "-"}
        yield FlagDraft(
            agency.code, LATE, VERSION, edition_in_use(), refs[row.id], 500, StockReturn.__tablename__, [row.id], inputs
        )
