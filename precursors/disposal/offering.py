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
from precursors.custody.life import LOT
from precursors.custody.models import Lot
from precursors.custody.storage import natures
from precursors.disposal import library
from precursors.disposal.custody_ties import kept_ug, lot_in_custody
from precursors.disposal.rules.balance import exact_kg
from precursors.disposal.service import FORMS, LineDraft, taken_of
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import Sight

MOST = 100
"""Lots of the list; any other is typed."""
_OFFERED = frozenset(LOT.states) - frozenset(LOT.ends()) - {"in-batch", "evidence-hold"}


class OnOffer(NamedTuple):
    """One lot that an order can be asked for."""

    name: str
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
    """Lots of an agency that are in its store and in no order, newest first."""
    query: Any = select(Lot, State.state).join(Current, stands(Lot)).outerjoin(State, stands_at(Lot))
    at = query.where(Lot.agency == agency, (State.state.is_(None)) | State.state.in_(_OFFERED))
    found = session.execute(at.order_by(Lot.day.desc(), Lot.id.desc()).limit(MOST + 1)).all()
    kinds = natures(session, (bytes(lot.key) for lot, _ in found))
    refs = refs_of(session, Lot, [lot.id for lot, _ in found])
    names = {name: _name(lot) for lot, _ in found for name in (_name(lot), refs[lot.id])}
    taken = {each.lot for each in taken_of(session, agency, names)}
    return [
        OnOffer(_name(lot), lot, kinds[bytes(lot.key)].substance, state or LOT.first)
        for lot, state in found
        if _name(lot) not in taken
    ]


def _name(lot: Lot) -> str:
    return f"{lot.seizure}/{lot.number}"


def lines_of(session: Session, agency: str, names: Iterable[str]) -> list[LineDraft]:
    """The lines of these lots, with all that custody knows of them; what it does not know is left to be typed."""
    found = ((name, lot_in_custody(session, agency, name)) for name in names)
    return [_line(session, name, lot) for name, lot in found if lot is not None]


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
