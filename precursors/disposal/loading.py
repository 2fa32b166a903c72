"""Gather the dossier of an order from the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.models import Act, Reversal
from precursors.db.tables import Fact, act_of
from precursors.disposal.closing_models import DisposalCertificate, DisposalEntry
from precursors.disposal.dossier import Amount, Dossier, Written
from precursors.disposal.models import (
    DisposalDuty,
    DisposalInstrument,
    DisposalLine,
    DisposalOrder,
    DisposalPlan,
    DisposalSignature,
    LegalRelease,
    Protocol,
)
from precursors.disposal.movement_models import DisposalWaybill, WaybillCount
from precursors.disposal.rules.life import FREE, ORDER, PROTOCOL
from precursors.disposal.work_models import DeviationDecision, DisposalDeviation, DisposalReceipt, DisposalStep
from precursors.lives.models import Transition
from precursors.lives.service import state_of, states_of


def load(session: Session, order: DisposalOrder, today: date) -> Dossier:
    """The dossier of one order as of today; a fixed number of queries."""
    rows, written = partial(_of_order, _rows, session, order), partial(_of_order, _written, session, order)
    plans, deviations = rows(DisposalPlan), written(DisposalDeviation)
    numbers, found = [each.id for each in plans], [each.row.id for each in deviations]
    decisions = _written(session, DeviationDecision, DeviationDecision.deviation.in_(found))
    pinned = session.get(Protocol, plans[-1].protocol) if plans else None
    protocol_state, newer = _beside(session, pinned) if pinned else ("", None)
    children = _rows(session, DisposalOrder, DisposalOrder.parent == order.id)
    return Dossier(
        order=order,
        today=today,
        state=state_of(session, ORDER, bytes(order.key)).state,
        lines=rows(DisposalLine),
        releases=written(LegalRelease),
        plans=plans,
        duties=_rows(session, DisposalDuty, DisposalDuty.plan.in_(numbers)),
        instruments_kept=_rows(session, DisposalInstrument, DisposalInstrument.plan.in_(numbers)),
        signatures=written(DisposalSignature),
        receipts=rows(DisposalReceipt),
        amounts=_amounts(session, order),
        steps=written(DisposalStep),
        deviations=deviations,
        decisions={each.row.deviation: each for each in decisions},
        certificates=written(DisposalCertificate),
        pinned=pinned,
        protocol_state=protocol_state,
        newer=newer,
        children=children,
        residue_orders=_residue_orders(session, children),
        stopped=bool(_rows(session, Transition, Transition.subject == order.key, Transition.verb == "stop")),
        waybill=next(iter(rows(DisposalWaybill)), None),
        counts=rows(WaybillCount),
    )


def _of_order(ask: Callable[..., list[Any]], session: Session, order: DisposalOrder, model: Any) -> list[Any]:  # noqa: ANN401 - a fact with its order
    return ask(session, model, model.order_id == order.id)


def _beside(session: Session, pinned: Protocol) -> tuple[str, Protocol | None]:
    """Where a pinned version of a protocol stands, and the first approved one after it."""
    versions = _rows(session, Protocol, Protocol.agency == pinned.agency, Protocol.code == pinned.code)
    states = states_of(session, PROTOCOL, [bytes(row.key) for row in versions])
    later = (x for x in versions if x.version > pinned.version and states[bytes(x.key)].state == "approved")
    return states[bytes(pinned.key)].state, next(later, None)


def _residue_orders(session: Session, children: Sequence[DisposalOrder]) -> list[tuple[DisposalLine, bool]]:
    own = {each.id: each for each in children if each.kind == "residue"}
    states = states_of(session, ORDER, [bytes(each.key) for each in own.values()])
    lines = _rows(session, DisposalLine, DisposalLine.order_id.in_(own)) if own else []
    return [(line, states[bytes(own[line.order_id].key)].state not in FREE) for line in lines]


def _rows(session: Session, model: type[Fact], *conditions: Any) -> list[Any]:  # noqa: ANN401 - SQLAlchemy's conditions
    return list(session.execute(select(model).where(*conditions).order_by(model.id)).scalars())


def _written(session: Session, model: type[Fact], *conditions: Any) -> list[Written]:  # noqa: ANN401 - the same
    rows = _rows(session, model, *conditions)
    acts = acts_of(session, rows)
    own = ((row, acts[act_of(row.id)]) for row in rows)
    return [Written(row, act.actor, act.at, act.agency) for row, act in own]


def _amounts(session: Session, order: DisposalOrder) -> list[Amount]:
    rows = _rows(session, DisposalEntry, DisposalEntry.order_id == order.id)
    query = select(Reversal).where(Reversal.target.in_([row.id for row in rows]))
    struck = {each.target: each for each in session.execute(query).scalars()} if rows else {}
    acts = acts_of(session, [*rows, *struck.values()])
    made = [(row, acts[act_of(row.id)], struck.get(row.id)) for row in rows]
    return [
        Amount(row, act.actor, act.at, act.kind, acts[act_of(back.id)] if back else None) for row, act, back in made
    ]


def acts_of(session: Session, rows: Iterable[Fact]) -> dict[int, Act]:
    """The acts that wrote these rows."""
    wanted = {act_of(row.id) for row in rows}
    return {each.id: each for each in session.execute(select(Act).where(Act.id.in_(wanted))).scalars()}
