"""What the store holds that an order can be about, so that nobody types what custody knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.people import people
from precursors.agencies.service import all_agencies
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.chain_models import Holding
from precursors.custody.finding import holding_of
from precursors.custody.keeping import kept_for_others
from precursors.custody.life import LOT
from precursors.custody.models import Lot
from precursors.custody.storage import natures
from precursors.disposal import library
from precursors.disposal.custody_ties import kept_ug, lot_in_custody, own_name
from precursors.disposal.requesting import FORMS, LineDraft, taken_of
from precursors.disposal.rules.balance import exact_kg
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import Sight

MOST = 100
"""Lots of the list; any other is typed."""
_OFFERED = frozenset(LOT.states) - frozenset(LOT.ends()) - {"in-batch", "evidence-hold"}


class OnOffer(NamedTuple):
    """One lot that an order can be asked for."""

    name: str
    """What its line of an order calls it."""
    text: str
    """What people call it."""
    row: Lot
    substance: str | None
    state: str


class Known(NamedTuple):
    """What the form of an order offers."""

    lots: Sequence[OnOffer]
    more: bool
    """Whether the store holds more than are listed."""
    substances: Sequence[str]
    custodians: Sequence[str]
    agencies: Sequence[tuple[str, str]]
    """Code and name of those that may be shown it."""


def known(session: Session, agency: str, *, store: bool) -> Known:
    """Everything the form of an order of this agency offers, the store only where it may be seen; few queries."""
    lots = _free(session, agency) if store else []
    others = [(each.code, each.name) for each in all_agencies(session) if each.code != agency]
    own = [each.username for each in people(session, Sight((agency,)))]
    return Known(lots[:MOST], len(lots) > MOST, sorted(library.allowed()), own, others)


def _free(session: Session, agency: str) -> list[OnOffer]:
    """Lots in an agency's store that are in no order: its own, newest first, and those handed over to it."""
    query: Any = select(Lot, State.state).join(Current, stands(Lot)).outerjoin(State, stands_at(Lot))
    at = query.where(Lot.agency == agency, (State.state.is_(None)) | State.state.in_(_OFFERED))
    found = [*session.execute(at.order_by(Lot.day.desc(), Lot.id.desc()).limit(MOST + 1)).all()]
    kept = [bytes(lot.key) for lot in kept_for_others(session, agency)[: MOST + 1]]
    of_others = query.where(Lot.key.in_(kept), (State.state.is_(None)) | State.state.in_(_OFFERED))
    found += session.execute(of_others.order_by(Lot.day.desc(), Lot.id.desc())).all() if kept else []
    kinds = natures(session, (bytes(lot.key) for lot, _ in found))
    refs = refs_of(session, Lot, [lot.id for lot, _ in found])
    own = {refs[lot.id]: (refs[lot.id], None) for lot, _ in found}
    by_number = {own_name(lot): (refs[lot.id], lot.agency) for lot, _ in found}
    taken = {each.lot for each in taken_of(session, {**own, **by_number})}
    return [
        _offered(lot, refs[lot.id], agency, kinds[bytes(lot.key)].substance, state or LOT.first)
        for lot, state in found
        if refs[lot.id] not in taken
    ]


def _offered(lot: Lot, ref: str, agency: str, substance: str | None, state: str) -> OnOffer:
    own = lot.agency == agency
    text = own_name(lot) if own else f"{own_name(lot)} ({lot.agency})"
    return OnOffer(own_name(lot) if own else ref, text, lot, substance, state)


def lines_of(session: Session, agency: str, names: Iterable[str]) -> list[LineDraft]:
    """The lines of these lots, with all that custody knows of them; what it does not know is left to be typed."""
    found = ((name, lot_in_custody(session, agency, name)) for name in names)
    mine = ((name, lot) for name, lot in found if lot is not None)
    return [_line(session, own_name(lot) if lot.agency == agency else name, lot) for name, lot in mine]


def _line(session: Session, name: str, lot: Lot) -> LineDraft:
    nature = natures(session, [bytes(lot.key)])[bytes(lot.key)]
    holdings = [each for each in holding_of(session, bytes(lot.key)) if each.net_ug is None or each.net_ug > 0]
    form = library.allowed().get(nature.substance or "")
    mass = kept_ug(session, lot)
    spread = (mass or 0) * (lot.uncertainty_ppm or 0) // 10**6
    return LineDraft(
        name,
        nature.substance or "",
        exact_kg(mass) if mass else "",
        exact_kg(spread),
        form.state if form and form.state in FORMS else "",
        str(len(holdings) or lot.count),
        _seals(lot, holdings),
        _one({each.custodian for each in holdings} or {lot.custodian}),
    )


def _seals(lot: Lot, holdings: Sequence[Holding]) -> str:
    """Seals on the containers now, else those laid when it was taken."""
    now = [each.seals for each in holdings if each.seals and each.seals != "-"]
    return " ".join(now) or lot.seals or ""


def _one(names: Collection[str | None]) -> str:
    """The one that all have; nothing where they differ."""
    return (next(iter(names)) or "") if len(names) == 1 else ""
