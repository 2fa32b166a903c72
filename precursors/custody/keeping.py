"""Goods of one agency in the custody of another: who may act on them, and what each side is shown of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.sharing import end_shares, show
from precursors.audit.acts import OpenAct
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.chain import Event
from precursors.custody.chain_models import CustodyOffer, Holding
from precursors.custody.finding import lots_by_key
from precursors.custody.models import Container, Lot
from precursors.custody.rules import Held
from precursors.custody.shown import PURPOSE, shown_until


def keepers_of_container(session: Session, row: Container) -> Collection[str]:
    """The agency that has a container, where it is not the one whose lot it is."""
    query = select(Holding.keeper).where(Holding.container == row.key, Holding.keeper.is_not(None))
    return [code for code in session.execute(query).scalars() if code]


def keepers_of_lot(session: Session, row: Lot) -> Collection[str]:
    """The one other agency that has every container of a lot that is not empty; nobody where several have some."""
    query = select(Holding.keeper).where(Holding.lot == row.key, Holding.net_ug.is_(None) | (Holding.net_ug > 0))
    found = set(session.execute(query).scalars())
    return [code for code in found if code] if len(found) == 1 else []


def keeper_of(session: Session, lot: Lot) -> str | None:
    """The agency that has what is left of a lot, or had the last of it; None where several have some."""
    query = select(Holding.keeper, Holding.net_ug).where(Holding.lot == lot.key)
    return _keeper(lot.agency, [(keeper, ug) for keeper, ug in session.execute(query)])


def _keeper(owner: str, held: Iterable[tuple[str | None, int | None]]) -> str | None:
    found = [(keeper or owner, ug is None or ug > 0) for keeper, ug in held]
    full = {keeper for keeper, something in found if something}
    # Of a lot that is all gone, what its owner used up before it was handed over says nothing.
    has = full or {keeper for keeper, _ in found} - {owner} or {owner}
    return next(iter(has)) if len(has) == 1 else None


def kept_for_others(session: Session, agency: str, number: str | None = None) -> list[Lot]:
    """Standing lots of other agencies that an agency has wholly in its custody, newest first; those of one seizure
    where its folded number is given. Two queries.
    """
    has = select(Holding.lot).where(Holding.keeper == agency)
    query: Any = select(Lot).join(Current, stands(Lot)).where(Lot.key.in_(has), Lot.agency != agency)
    query = query if number is None else query.where(Lot.folded == number)
    lots = list(session.execute(query.order_by(Lot.day.desc(), Lot.id.desc())).scalars())
    held: dict[bytes, list[tuple[str | None, int | None]]] = {bytes(lot.key): [] for lot in lots}
    for lot, keeper, ug in session.execute(
        select(Holding.lot, Holding.keeper, Holding.net_ug).where(Holding.lot.in_(has))
    ):
        held.setdefault(bytes(lot), []).append((keeper, ug))
    return [lot for lot in lots if _keeper(lot.agency, held[bytes(lot.key)]) == agency]


def keepers_of_offer(session: Session, row: CustodyOffer) -> Collection[str]:  # noqa: ARG001 - the shape of a shelf's rule
    """The agency that is to receive."""
    return [row.keeper] if row.keeper else []


def between_agencies(offered: CustodyOffer) -> bool:
    """Whether an offer goes to another agency."""
    return offered.keeper is not None


def show_offer(act: OpenAct, offered: CustodyOffer, containers: Sequence[Container], today: date) -> None:
    """Let the receiving agency see what it is offered."""
    receiver, until = offered.keeper or "", shown_until(today)
    show(act, offered, receiver, PURPOSE, until)
    _show_goods(act, containers, receiver, until)


def _show_goods(act: OpenAct, containers: Sequence[Container], receiver: str, until: date) -> None:
    lots = lots_by_key(act.session, {bytes(each.lot) for each in containers})
    for each in (*containers, *lots.values()):
        show(act, each, receiver, PURPOSE, until)


def handed_over(
    act: OpenAct, offered: CustodyOffer, events: Sequence[Event], before: Mapping[bytes, Held], today: date
) -> None:
    """After an offer between agencies was answered: each side sees what it should, and no goods it does not have."""
    receiver, until = offered.keeper or "", shown_until(today)
    offers = [each for each in events if each.container.agency != offered.agency]
    if offers:
        show(act, offered, offers[0].container.agency, PURPOSE, until)
    taken = {bytes(each.container.key) for each in events}
    every = [bytes.fromhex(each) for each in offered.containers.split()]
    _end_for(act, [key for key in every if key not in taken], receiver)
    _end_for(act, [key for key in taken if before[key].keeper == offered.agency], offered.agency)


def _end_for(act: OpenAct, containers: Iterable[bytes], agency: str) -> None:
    """End what an agency is shown of containers it does not have, and of lots of which it has none."""
    gone = list(containers)
    if not gone:
        return
    end_shares(act, gone, agency, PURPOSE)
    lots = set(act.session.execute(select(Holding.lot).where(Holding.container.in_(gone))).scalars())
    there = select(Holding.lot).where(Holding.lot.in_(lots), Holding.keeper == agency)
    kept = set(act.session.execute(there).scalars())
    end_shares(act, [bytes(each) for each in lots - kept], agency, PURPOSE)
