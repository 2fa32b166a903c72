"""What was issued under a version of a protocol that no longer stands: orders and certificates to look at again.

A certificate is never touched by what comes later (disposal.md 2.8). A version withdrawn in an emergency asks for a
review; one a safer version took the place of is listed; a change of words alone is told as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import refs_of
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.dossier import read_kept
from precursors.disposal.models import DisposalOrder, DisposalPlan, Protocol
from precursors.disposal.rules.life import ORDER, PROTOCOL
from precursors.disposal.rules.revision import EDITORIAL, ISSUED, SAFETY, WITHDRAWAL, effect
from precursors.lives.models import Transition
from precursors.lives.service import states_of
from precursors.scope.visible import Sight, visible

GONE = ("superseded", "withdrawn")
"""States of a version that no longer stands."""

MOST = 500
"""Certificates of one answer, newest first."""


class Issued(NamedTuple):
    """One certificate issued under a version that was superseded or withdrawn."""

    order_ref: str
    certificate_ref: str
    number: str
    protocol: str
    version: int
    state: str
    """superseded or withdrawn."""
    since: date | None
    """Day on which the version ceased to stand."""
    later: int | None
    """The version that stands now, if one does."""
    effect: str
    """untouched, list or review."""


def issued_under(session: Session, sight: Sight, orders: Iterable[int] | None = None) -> list[Issued]:
    """Certificates a reader may see whose protocol no longer stands, newest first; of some orders where asked.

    A fixed number of queries.
    """
    query: Any = select(DisposalCertificate, DisposalOrder)
    query = query.join(DisposalOrder, DisposalOrder.id == DisposalCertificate.order_id)
    query = query.where(DisposalOrder.id.in_(list(orders))) if orders is not None else query
    query = visible(query.order_by(DisposalCertificate.id.desc()).limit(MOST), DisposalOrder, sight, names=True)
    rows = list(session.execute(query))
    pinned = _pinned(session, {order.id for _, order in rows})
    gone = _gone(session, set(pinned.values()))
    kept = [(row, order) for row, order in rows if pinned.get(order.id) in gone]
    states = states_of(session, ORDER, [bytes(order.key) for _, order in kept])
    named = refs_of(session, DisposalOrder, [order.id for _, order in kept])
    papers = refs_of(session, DisposalCertificate, [row.id for row, _ in kept])
    return [
        Issued(named[order.id], papers[row.id], order.number, *gone[pinned[order.id]])
        for row, order in kept
        if states[bytes(order.key)].state in ISSUED
    ]


def _pinned(session: Session, orders: set[int]) -> dict[int, int]:
    """The version each order's last plan is pinned to."""
    query = select(DisposalPlan.order_id, DisposalPlan.protocol).where(DisposalPlan.order_id.in_(orders))
    return {order: protocol for order, protocol in session.execute(query.order_by(DisposalPlan.id))}  # noqa: C416 - two columns asked


def _gone(session: Session, versions: set[int]) -> dict[int, tuple[Any, ...]]:
    """Of these versions those that no longer stand, each as `Issued` tells it from its protocol on."""
    rows = list(session.execute(select(Protocol).where(Protocol.id.in_(versions))).scalars())
    codes = {row.code for row in rows}
    every = list(session.execute(select(Protocol).where(Protocol.code.in_(codes)).order_by(Protocol.version)).scalars())
    states = {key: each.state for key, each in states_of(session, PROTOCOL, [bytes(row.key) for row in every]).items()}
    days = _days(session, [bytes(row.key) for row in rows])
    found = {}
    for row in rows:
        state = states[bytes(row.key)]
        if state in GONE:
            after = [each for each in every if (each.agency, each.code) == (row.agency, row.code)]
            after = [
                each for each in after if each.version > row.version and states[bytes(each.key)] in (*GONE, "approved")
            ]
            found[row.id] = (row.code, row.version, state, days.get(bytes(row.key)), *_told(state, after, states))
    return found


def _told(state: str, after: Sequence[Protocol], states: Mapping[bytes, str]) -> tuple[int | None, str]:
    """The version that stands now, and what the change means for what was issued."""
    standing = next((each.version for each in reversed(after) if states[bytes(each.key)] == "approved"), None)
    changes = {read.change_class for each in after if (read := read_kept(each)) is not None}
    change = WITHDRAWAL if state == "withdrawn" else SAFETY if SAFETY in changes else EDITORIAL
    return standing, effect(change, ISSUED[0])


def _days(session: Session, keys: Sequence[bytes]) -> dict[bytes, date]:
    query = select(Transition.subject, Transition.day).where(
        Transition.kind == PROTOCOL.kind, Transition.subject.in_(keys), Transition.verb.in_(("supersede", "withdraw"))
    )
    return {bytes(subject): day for subject, day in session.execute(query.order_by(Transition.id))}
