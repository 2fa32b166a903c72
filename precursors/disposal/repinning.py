"""Orders that stand under a version of a protocol when another takes its place, or when it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.disposal.dossier import GO_ON
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder, DisposalPlan, DisposalSignature, Protocol
from precursors.disposal.rules.life import ORDER, REPLANNED, STOPPABLE
from precursors.disposal.rules.revision import REPIN, REPLAN, STOP, effect
from precursors.lives.service import move, state_of


def versions_of(session: Session, row: Protocol) -> list[Protocol]:
    """Every version of the protocol that this is one of, in their order."""
    query = select(Protocol).where(Protocol.agency == row.agency, Protocol.code == row.code).order_by(Protocol.version)
    return list(session.execute(query).scalars())


def reach_orders(act: OpenAct, row: Protocol, change: str, today: date) -> int:
    """What the new version does to orders that are pinned to an earlier one."""
    reached = 0
    for order, on in pinned_orders(act.session, [each.id for each in versions_of(act.session, row)]):
        state = state_of(act.session, ORDER, bytes(order.key)).state
        what = effect(change, state)
        if what == REPIN and on.protocol != row.id:
            _repin(act, on, row)
        elif what == REPLAN and state in REPLANNED:
            move(act, ORDER, order.agency, bytes(order.key), "replan", today, reason=row.code)
        elif what == STOP and state in STOPPABLE:
            move(act, ORDER, order.agency, bytes(order.key), "stop", today, reason=row.code)
        reached += 1
    return reached


def _repin(act: OpenAct, on: DisposalPlan, row: Protocol) -> None:
    """The same plan under the new version; duties, instruments and the committee's signatures follow it."""
    load_into = act.session.get_one(DisposalOrder, on.order_id)
    dossier = load(act.session, load_into, act.at.date())
    names = [name for name in DisposalPlan.facts[1] if name not in {"protocol", "sha256"}]
    number = act.add(
        DisposalPlan, {name: getattr(on, name) for name in names} | {"protocol": row.id, "sha256": row.sha256}
    )
    for kept in (dossier.duties, dossier.instruments_kept):
        mine = [each for each in kept if each.plan == on.id]
        if mine:
            fields = type(mine[0]).facts[1]
            act.add_many(
                type(mine[0]), [{name: getattr(each, name) for name in fields} | {"plan": number} for each in mine]
            )
    signed = [each.row for each in dossier.signatures if each.row.purpose == "committee" and each.row.subject == on.id]
    if signed:
        fields = type(signed[0]).facts[1]
        act.add_many(
            type(signed[0]), [{name: getattr(each, name) for name in fields} | {"subject": number} for each in signed]
        )


def pinned_orders(session: Session, protocols: Iterable[int]) -> list[tuple[DisposalOrder, DisposalPlan]]:
    """Orders whose last plan is pinned to one of these versions."""
    query = select(DisposalOrder, DisposalPlan).join(DisposalPlan, DisposalPlan.order_id == DisposalOrder.id)
    last: dict[int, tuple[DisposalOrder, DisposalPlan]] = {}
    for order, on in session.execute(query.order_by(DisposalPlan.id)):
        last[order.id] = (order, on)
    wanted = set(protocols)
    return [each for each in last.values() if each[1].protocol in wanted]


def went_on_under(session: Session, row: Protocol) -> list[DisposalOrder]:
    """Orders that are pinned to an earlier version, but of which a chemist said that they go on under this one."""
    signed = select(DisposalSignature.order_id).where(
        DisposalSignature.purpose == GO_ON, DisposalSignature.subject == row.id
    )
    return list(session.execute(select(DisposalOrder).where(DisposalOrder.id.in_(signed))).scalars())
