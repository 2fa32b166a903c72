"""R19, R28, R30, R35 and R36: what the days and the register themselves show, so that no act of a record can raise it.

Goods on their way that nobody has received, returns of stock that nobody has submitted, return declarations and
discrepancies of consignments past their day, seized goods that have waited too long;
journeys that stood too long or off their corridor; operators that share what they should not. Each is told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.agencies.service import all_agencies
from precursors.anomalies.journeys import VERSION as JOURNEYS
from precursors.anomalies.journeys import unusual_journeys
from precursors.anomalies.rules.unusual_route import CODE as JOURNEY
from precursors.anomalies.sharing import RULE as SHARED
from precursors.anomalies.sharing import VERSION as SHARING
from precursors.anomalies.sharing import shared_identifiers
from precursors.audit.acts import Actor, open_act
from precursors.audit.refs import refs_of
from precursors.custody.models import Lot, Statement
from precursors.custody.queue import RULE as OVERDUE
from precursors.custody.queue import queue
from precursors.db.tables import Fact
from precursors.editions.figures import figures
from precursors.editions.models import OwnFigure
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.places_models import Officer, OperatorLink
from precursors.paths import edition_in_use
from precursors.scope.visible import Sight
from precursors.stock.models import StockReturn
from precursors.stock.returns import late_returns
from precursors.trade.life_clocks import overdue, passed
from precursors.trade.life_models import Consignment, Count, Leg, Stop
from precursors.trade.models import Shipment

VERSION, PASSED = 1, 2
NOT_RECEIVED, LATE = "not-received", "late-report"
TOO_LONG = {"overdue": 500, "kept-long": 300, "peroxides-opened-long-ago": 800}
"""What the queue of lots tells that only time brings about, and its score."""


def run_clocks(session: Session, actor: Actor, today: date) -> int:
    """Flag what is overdue today and has not been told yet, in one act; answers how many flags."""
    rules = Flag.rule.in_({each.rule for each in CLOCKS}), Flag.kind != Shipment.__tablename__
    query = select(Flag.rule, Flag.agency, Flag.cause).where(*rules)
    told = {(rule, agency, cause) for rule, agency, cause in session.execute(query)}
    drafts = [
        draft
        for agency in all_agencies(session)
        for clock in CLOCKS
        for draft in clock.find(session, agency, today)
        if (draft.rule, draft.agency, draft.cause) not in told
    ]
    if drafts:
        act = open_act(session, "flags-run", actor)
        raise_flags(act, drafts)
        act.seal()
    return len(drafts)


def _not_received(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    found = overdue(session, agency.code, today)
    refs = refs_of(session, Consignment, [each.row.id for each in found])
    for row, since, days, lawful in found:
        inputs = {"number": row.number, "substance": row.substance, "since": since.isoformat(), "days": str(days)}
        inputs |= {} if lawful else {"why": "usual"}
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
            agency.code, LATE, PASSED, edition_in_use(), cause, 500, Consignment.__tablename__, [each.row.id], inputs
        )


def _overdue_stock(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:
    """R35: seized goods that should have gone, or that age has made dangerous."""
    edition = figures(session, agency.code, today).pinned(edition_in_use())
    for each in queue(session, Sight((agency.code,)), today):
        for worry in each.worries:
            if worry.code in TOO_LONG:
                inputs = {"why": worry.code, "lot": each.ref, "days": str(worry.days)}
                inputs |= {"substance": each.substance} if each.substance else {}
                yield FlagDraft(
                    agency.code, OVERDUE, VERSION, edition, f"{each.ref} {worry.code}", TOO_LONG[worry.code],
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


class Clock(NamedTuple):
    """A rule that is asked by the days."""

    rule: str
    version: int
    find: Callable[[Session, Agency, date], Iterator[FlagDraft]]
    tells: frozenset[str]
    """Tables of the records it tells of."""
    asks: tuple[type[Fact], ...]
    """Every kind of record it asks for, so that it can be asked as of a day gone by."""

    def told(self, flag: Flag) -> bool:
        """Whether it is what raises such a flag."""
        return self.rule == flag.rule and flag.kind in self.tells


def _clock(
    rule: str, find: Callable[[Session, Agency, date], Iterator[FlagDraft]], tells: tuple[type[Fact], ...],
    *others: type[Fact], version: int = VERSION,
) -> Clock:  # fmt: skip
    return Clock(rule, version, find, frozenset(each.__tablename__ for each in tells), (*tells, *others, Agency))


CLOCKS = (
    _clock(NOT_RECEIVED, _not_received, (Consignment,)),
    _clock(LATE, _late, (StockReturn,)),
    _clock(LATE, _passed, (Consignment,), Count, version=PASSED),
    _clock(OVERDUE, _overdue_stock, (Lot,), Statement, OwnFigure),
    _clock(JOURNEY, unusual_journeys, (Stop, Leg), Consignment, OwnFigure, version=JOURNEYS),
    _clock(SHARED, shared_identifiers, (Operator,), OperatorLink, Officer, LicenceLine, version=SHARING),
)
"""All of them, in the order in which they are asked."""
