"""The queue of lots by risk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.life import LOT
from precursors.custody.models import Lot
from precursors.custody.risk import Kept, Patience, Worry, points, worries
from precursors.custody.storage import natures
from precursors.editions.figures import all_figures
from precursors.law.parameters import Parameters
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import Sight, visible

RULE = "overdue-stock"
"""Rule whose parameters say how long goods may wait."""

UG_PER_KG = 10**9

MOST = 2_000
"""Lots looked at; an agency that keeps more sees those it took first."""

SHOWN = 100
"""Lots of the page."""

_GONE = frozenset(LOT.ends())


class Queued(NamedTuple):
    """One lot in the queue."""

    ref: str
    lot: Lot
    state: str
    substance: str | None
    score: int
    worries: Sequence[Worry]


def patience_by(figure: Parameters) -> Patience:
    """How long goods may wait, by the figures of the agency that keeps them."""
    return Patience(
        int(figure(RULE, "opened-days")),
        int(figure(RULE, "released-days")),
        int(figure(RULE, "kept-days")),
        int(figure(RULE, "much-kg") * UG_PER_KG),
    )


def queue(session: Session, sight: Sight, today: date) -> list[Queued]:
    """Lots kept by the reader's own agencies that should not wait, the riskiest first; a fixed number of queries."""
    query: Any = select(Lot, State.state, State.since).join(Current, stands(Lot)).outerjoin(State, stands_at(Lot))
    query = visible(query, Lot, sight.own).order_by(Lot.day, Lot.id).limit(MOST)
    found = [row for row in session.execute(query) if row[1] not in _GONE]
    kinds = natures(session, (bytes(lot.key) for lot, _, _ in found))
    figures = all_figures(session, today)
    patience = {agency: patience_by(figures(agency)) for agency in {lot.agency for lot, _, _ in found}}
    queued = []
    for lot, state, since in found:
        nature = kinds[bytes(lot.key)]
        hazard = nature.hazard
        kept = Kept(
            lot.day,
            state or LOT.first,
            since,
            lot.opened,
            lot.condition,
            lot.net_ug,
            hazard.ghs if hazard else (),
            hazard.groups if hazard else frozenset(),
            named=nature.substance is not None,
        )
        why = worries(kept, today, patience[lot.agency])
        if why:
            queued.append(Queued("", lot, kept.state, nature.substance, points(why), why))
    queued.sort(key=lambda each: (-each.score, each.lot.id))
    refs = refs_of(session, Lot, [each.lot.id for each in queued[:SHOWN]])
    return [each._replace(ref=refs[each.lot.id]) for each in queued[:SHOWN]]
