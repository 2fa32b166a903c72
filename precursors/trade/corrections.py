"""Change what stands by new acts: choose what was unresolved, take a whole act back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.models import Act, Reversal, Span
from precursors.audit.refs import key_of
from precursors.db.engine import lock_writer
from precursors.db.tables import LEAF_BITS, Fact
from precursors.ledger.reversing import batches, floors_hold, withdraw
from precursors.licensing.authorisations.following import follow, returned
from precursors.licensing.licences_importer import drawn_on
from precursors.licensing.models import LicenceLine
from precursors.problems import Problem, problem
from precursors.trade.models import Shipment
from precursors.trade.reversing import reverse


@dataclass(frozen=True, slots=True)
class Reversed:
    """What a reversal did."""

    act: int
    records: int


def reverse_act(session: Session, actor: Actor, number: int, reason: str) -> Reversed | Problem:
    """Take back every record of an act that still stands, in one new act with a reason."""
    lock_writer(session)
    against = _against(session, number, reason)
    if against:
        return against
    targets = standing_facts(session, number)
    if not targets:
        return problem("act.nothing-stands", act=number)
    if any(drawn_on(session, line) for line in _lines(session, targets.get(LicenceLine.__tablename__, []))):
        return problem("act.below-drawn", act=number)
    if not floors_hold(session, [key for keys in targets.values() for key in keys]):
        return problem("act.below-drawn", act=number)
    act = open_act(session, "reverse", actor, reason.strip())
    follow(act, returned(session, [key for keys in targets.values() for key in keys]), act.at.date())
    count = sum(_withdrawn(act, kind, keys) for kind, keys in targets.items())
    act.seal()
    return Reversed(act.id, count)


def _against(session: Session, number: int, reason: str) -> Problem | None:
    if not reason.strip():
        return problem("reason.missing")
    if session.get(Act, number) is None:
        return problem("act.unknown", act=number)
    return None


def standing_facts(session: Session, number: int) -> dict[str, list[int]]:
    """Records of an act that stand, by table; later kinds first, since they rest on earlier ones."""
    kinds = session.execute(select(Span.kind).where(Span.act == number).order_by(Span.first.desc())).scalars()
    found: dict[str, list[int]] = {}
    for kind in dict.fromkeys(kinds):
        model = Fact.kinds.get(kind)
        if model is not None and "key" in model.facts[1]:
            column = model.__table__.columns["id"]
            query = select(column).outerjoin(Reversal, Reversal.target == column).where(Reversal.id.is_(None))
            within = column.between(number << LEAF_BITS, ((number + 1) << LEAF_BITS) - 1)
            keys = list(session.execute(query.where(within)).scalars())
            if keys:
                found[kind] = keys
    return found


def _lines(session: Session, keys: list[int]) -> Iterator[LicenceLine]:
    for batch in batches(keys):
        yield from session.execute(select(LicenceLine).where(LicenceLine.id.in_(batch))).scalars()


def _withdrawn(act: OpenAct, kind: str, keys: list[int]) -> int:
    if kind == Shipment.__tablename__:
        reverse(act, keys)
    else:
        withdraw(act, keys)
    return len(keys)


def standing_shipment(session: Session, ref: str) -> Shipment | Problem:
    """The shipment a reference names, if it stands."""
    found = key_of(session, ref)
    shipment = session.get(Shipment, found[1]) if found is not None and found[0] is Shipment else None
    if shipment is None:
        return problem("record.unknown", ref=ref)
    taken_back = session.execute(select(Reversal.id).where(Reversal.target == shipment.id)).scalar_one_or_none()
    return shipment if taken_back is None else problem("record.reversed", ref=ref)


def reverse_record(
    session: Session, actor: Actor, ref: str, reason: str, request_key: str | None = None
) -> Reversed | Problem:
    """Take one shipment back, in an act of its own with a reason."""
    lock_writer(session)  # of two people the second must find what the first has done
    shipment = standing_shipment(session, ref)
    if isinstance(shipment, Problem):
        return shipment
    if not reason.strip():
        return problem("reason.missing", "reason")
    act = open_act(session, "reverse-shipment", actor, reason.strip(), request_key)
    follow(act, returned(session, [shipment.id]), act.at.date())
    reverse(act, [shipment.id])
    act.seal()
    return Reversed(act.id, 1)
