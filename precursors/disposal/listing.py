"""Lists of orders, what stands beside one, and the figures of a year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import key_of, refs_of
from precursors.db.tables import act_of
from precursors.disposal import library
from precursors.disposal.arrivals import settle_by
from precursors.disposal.closing_models import DisposalCertificate, Reconciliation
from precursors.disposal.dossier import Dossier, Written, read_kept
from precursors.disposal.leave import danger_told
from precursors.disposal.loading import acts_of
from precursors.disposal.models import DisposalLine, DisposalOrder, DisposalPlan, Protocol
from precursors.disposal.rules.life import ORDER
from precursors.disposal.shortfall import flags_on
from precursors.disposal.superseded import GONE, issued_under
from precursors.disposal.work_models import DisposalRefusal
from precursors.lives.service import states_of
from precursors.scope.visible import Sight, visible

SIZE = 50
"""Rows of a page."""


class Listed(NamedTuple):
    """One order of a list."""

    ref: str
    row: DisposalOrder
    state: str
    lots: Sequence[DisposalLine]


class Page(NamedTuple):
    """One page, and the reference behind which the next one begins."""

    rows: Sequence[Listed]
    after: str | None


def orders(session: Session, sight: Sight, after: str | None, only: Collection[int] | None = None) -> Page:
    """Orders a reader may see, newest first; with `only`, none but those of these keys."""
    query: Any = visible(select(DisposalOrder), DisposalOrder, sight, names=True).order_by(DisposalOrder.id.desc())
    if only is not None:
        query = query.where(DisposalOrder.id.in_(only))
    edge = key_of(session, after) if after else None
    if edge is not None and edge[0] is DisposalOrder:
        query = query.where(DisposalOrder.id < edge[1])
    rows = list(session.execute(query.limit(SIZE + 1)).scalars())
    shown = rows[:SIZE]
    numbers = [row.id for row in shown]
    refs = refs_of(session, DisposalOrder, numbers)
    states = states_of(session, ORDER, [bytes(row.key) for row in shown])
    lines = list(session.execute(select(DisposalLine).where(DisposalLine.order_id.in_(numbers))).scalars())
    listed = [
        Listed(refs[row.id], row, states[bytes(row.key)].state, [each for each in lines if each.order_id == row.id])
        for row in shown
    ]
    return Page(listed, listed[-1].ref if len(rows) > SIZE else None)


def beside(session: Session, sight: Sight, dossier: Dossier) -> dict[str, Any]:
    """What an order's page shows besides the dossier: refusals, references of children, parent and certificates."""
    query = select(DisposalRefusal).where(DisposalRefusal.order_id == dossier.order.id).order_by(DisposalRefusal.id)
    refused = list(session.execute(query).scalars())
    acts = acts_of(session, refused)
    wanted = [each.id for each in dossier.children] + ([dossier.order.parent] if dossier.order.parent else [])
    refs = refs_of(session, DisposalOrder, wanted)
    seen = select(DisposalCertificate.id).where(DisposalCertificate.order_id == dossier.order.id)
    shown = session.execute(visible(seen, DisposalCertificate, sight, names=True)).scalars()
    certificates = refs_of(session, DisposalCertificate, list(shown))
    pinned = refs_of(session, Protocol, [dossier.pinned.id]) if dossier.pinned else {}
    return {
        "refusals": [Written(row, acts[act_of(row.id)].actor, acts[act_of(row.id)].at) for row in refused],
        "children": [(refs[each.id], each) for each in dossier.children],
        "parent": refs.get(dossier.order.parent or 0),
        "certificates": [
            (certificates[each.row.id], each) for each in dossier.certificates if each.row.id in certificates
        ],
        "protocol_ref": next(iter(pinned.values()), None),
        "superseded": issued_under(session, sight, [dossier.order.id]) if dossier.protocol_state in GONE else [],
        "settle": settle_by(dossier),
        "danger": danger_told(dossier),
        "flags": flags_on(session, sight, dossier.order),
    }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one line of one order came to, for the environment."""

    ref: str
    number: str
    substance: str
    method: str
    operation: str
    disposed_ug: int
    residue_ug: int
    added_ug: int
    waste: str
    basel: str
    km: int | None
    year: int


def outcomes(session: Session, sight: Sight, year: int) -> list[Outcome]:
    """Reconciled lines of a year, of orders a reader may see, in a fixed number of queries."""
    query: Any = (
        select(Reconciliation, DisposalLine, DisposalOrder)
        .join(DisposalLine, DisposalLine.id == Reconciliation.line)
        .join(DisposalOrder, DisposalOrder.id == Reconciliation.order_id)
        .order_by(Reconciliation.id)
    )
    rows = list(session.execute(visible(query, DisposalOrder, sight.own)))
    acts = acts_of(session, [row[0] for row in rows])
    plans = _last_plans(session, [row[2].id for row in rows])
    refs = refs_of(session, DisposalOrder, [row[2].id for row in rows])
    made = [_outcome(row, acts[act_of(row[0].id)].at.date(), plans, refs) for row in rows]
    return [each for each in made if each.year == year]


def _outcome(row: Any, day: date, plans: dict[int, tuple[DisposalPlan, Protocol]], refs: dict[int, str]) -> Outcome:  # noqa: ANN401 - a row of three
    closed, line, order = row
    on, kept = plans[order.id]
    read = read_kept(kept)
    codes = library.waste_codes().get(line.substance, {})
    names = (read.method, read.operation) if read else ("", "")
    weights = (closed.disposed_ug, closed.residue_ug, closed.added_ug)
    told = (refs[order.id], order.number, line.substance)
    return Outcome(*told, *names, *weights, codes.get("low", ""), codes.get("basel_y", ""), on.distance_km, day.year)


def _last_plans(session: Session, numbers: list[int]) -> dict[int, tuple[DisposalPlan, Protocol]]:
    query = select(DisposalPlan, Protocol).join(Protocol, Protocol.id == DisposalPlan.protocol)
    rows = session.execute(query.where(DisposalPlan.order_id.in_(numbers)).order_by(DisposalPlan.id))
    return {on.order_id: (on, kept) for on, kept in rows}
