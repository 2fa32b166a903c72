"""What operators have bought, sold, imported or exported in some days: standing shipments, and goods let go since.

Goods whose release stands count from that day on, whether or not anybody has declared them yet: else three releases
on one morning would each be held against a limit that none of them had used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from precursors.agencies.service import all_agencies
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.parties import party
from precursors.intake.types import as_typed
from precursors.intake.words import folded
from precursors.law.limits import Sum
from precursors.licensing.dealings import Dealings
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.quantities.conventions import Convention, convention
from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book
from precursors.trade.life_models import Consignment, Count
from precursors.trade.measuring import microlitres
from precursors.trade.models import Shipment, ShipmentMonth

GONE = ("released", "in-transit", "arrived", "received", "reconciled", "discrepancy", "resolved", "escalated", "lost")
"""States of goods that were let go and have not come back."""


def dealt(session: Session, asked: Dealings) -> Sum:
    """Kilograms and litres of the movements asked for; a fixed number of queries.

    Everybody's movements of whole months are read from the sums kept of them, however many there were.
    """
    everybody = not (asked.names or asked.holders)
    if everybody and _whole_months(asked.first, asked.last):
        declared = _by_months(session, asked)
    else:
        declared = _declared(session, asked, everybody=everybody)
    return declared + _let_go(session, asked, everybody=everybody)


def _declared(session: Session, asked: Dealings, *, everybody: bool) -> Sum:
    """Of buyers their names are compared as the register folds them: one written in two ways is one buyer."""
    sums = (func.sum(Shipment.base_ug), func.sum(Shipment.ul))
    known = (func.count(), func.count(Shipment.base_ug), func.count(Shipment.ul))
    query: Any = select(*sums, *known).join(Current, stands(Shipment)).where(*_those(asked))
    if everybody:
        return _added(session.execute(query))
    if not _by_buyer(asked):
        return _added(session.execute(query.where(Shipment.party.in_(asked.holders))))
    ours = _folded(asked.names)
    found = session.execute(query.add_columns(Shipment.counterparty).group_by(Shipment.counterparty))
    return _added(row[:-1] for row in found if _is_one_of(row.counterparty, ours))


def _those(asked: Dealings) -> tuple[Any, ...]:
    return (
        Shipment.agency.in_(asked.agencies),
        Shipment.direction == asked.way,
        Shipment.substance == asked.substance,
        Shipment.day >= asked.first,
        Shipment.day <= asked.last,
    )


def _by_buyer(asked: Dealings) -> bool:
    """At home it is what they bought that is asked for, unless what they sold is."""
    return asked.way == "domestic" and not asked.selling


def _added(rows: Iterable[Any]) -> Sum:
    """Sums with how many rows they are of, and how many of those are known in each measure."""
    base = ul = whole = by_mass = by_volume = 0
    for ug, microlitre, count, massed, volumed in rows:
        base, ul = base + int(ug or 0), ul + int(microlitre or 0)
        whole, by_mass, by_volume = whole + count, by_mass + massed, by_volume + volumed
    return Sum(base, ul, by_mass < whole, by_volume < whole)


def _folded(names: Collection[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names for fold in (party, folded))


def _is_one_of(stated: str | None, ours: frozenset[str]) -> bool:
    return bool(stated) and (party(stated or "") in ours or folded(stated or "") in ours)


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(days=1)).day == 1


def _by_months(session: Session, asked: Dealings) -> Sum:
    """The same from monthly sums; what nobody has resolved leaves them open, and litres are kept of too few to tell."""
    month = ShipmentMonth
    query = select(func.sum(month.base_ug), func.sum(month.ul), func.sum(month.unresolved)).where(
        month.agency.in_(asked.agencies),
        month.direction == asked.way,
        month.substance == asked.substance,
        month.month.between(f"{asked.first:%Y-%m}", f"{asked.last:%Y-%m}"),
    )
    base, ul, unresolved = session.execute(query).one()
    return Sum(int(base or 0), int(ul or 0), bool(unresolved), base is not None)


def _let_go(session: Session, asked: Dealings, *, everybody: bool) -> Sum:
    """Goods released in those days, gone, and declared by nobody under the number of their consignment."""
    each = aliased(Count)
    last = select(func.max(each.id)).where(each.subject == Consignment.key, each.point == "released")
    last = last.correlate(Consignment)
    query = (
        select(Consignment, Count.amount, Count.quantity, Count.unit)
        .join(Current, stands(Consignment))
        .join(State, stands_at(Consignment))
        .join(Count, Count.id == last.scalar_subquery())
        .where(Consignment.agency.in_(asked.agencies), Consignment.substance == asked.substance)
        .where(Consignment.direction == asked.way, State.state.in_(GONE))
        .where(Count.day.between(asked.first, asked.last))
    )
    found = [row for row in session.execute(query) if everybody or _moves(row.Consignment, asked)]
    told = _documents(session, asked) if found else frozenset()
    sources = {each.code: each.convention for each in all_agencies(session)} if found else {}
    total = Sum(0, 0)
    for row, amount, quantity, unit in found:
        if row.folded not in told:
            source = convention(sources[row.agency])
            total += _amount(row, amount, (quantity, unit) if quantity else (row.quantity, row.unit), source)
    return total


def _moves(row: Consignment, asked: Dealings) -> bool:
    return _is_one_of(row.counterparty if _by_buyer(asked) else row.operator, _folded(asked.names))


def _documents(session: Session, asked: Dealings) -> frozenset[str]:
    """What has been declared of the substance that way since, under which numbers."""
    since = (*_those(asked)[:3], Shipment.day >= asked.first, Shipment.document.is_not(None))
    query = select(Shipment.document).join(Current, stands(Shipment)).where(*since).distinct()
    return frozenset(folded(each) for each in session.execute(query).scalars() if each)


def _amount(row: Consignment, counted: int | None, stated: tuple[str | None, str | None], source: Convention) -> Sum:
    """What was let go, else what was planned; in the other measure where its own words tell it."""
    amount = row.amount if counted is None else counted
    strength = as_typed(row.concentration) or None
    texts = (as_typed(stated[0]) or "", stated[1] or row.unit or "", strength, row.basis or "", row.salt or "")
    made = normalise(Stated(*texts, convention=source), book().profile(row.substance))
    sure = made.status in {"ok", "ok_flag"}
    if row.measure == "ul":
        return Sum(made.base_ug if sure else None, amount)
    return Sum(amount, microlitres(made.ul) if sure else None)
