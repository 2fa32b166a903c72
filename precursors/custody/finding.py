"""Find places, instruments, lots and containers by what people call them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.custody.chain_models import Holding
from precursors.custody.models import Container, Instrument, Lot, Place
from precursors.holds.exhibits import lot_key
from precursors.intake.words import folded


def place_named(session: Session, agency: str, name: str) -> Place | None:
    """The standing place of an agency with this name."""
    found: Place | None = _standing(session, Place, natural_key("place", agency, folded(name)))
    return found


def instrument_named(session: Session, agency: str, serial: str) -> Instrument | None:
    """The standing instrument of an agency with this serial number."""
    found: Instrument | None = _standing(session, Instrument, natural_key("instrument", agency, folded(serial)))
    return found


def lot_named(session: Session, agency: str, seizure: str, number: str) -> Lot | None:
    """The standing lot of an agency with this number in this seizure."""
    return lot_of(session, lot_key(agency, seizure, number))


def lot_of(session: Session, key: bytes) -> Lot | None:
    """The standing lot with this natural key."""
    found: Lot | None = _standing(session, Lot, key)
    return found


def lots_by_key(session: Session, keys: Iterable[bytes]) -> dict[bytes, Lot]:
    """The standing lots with these natural keys, in one query."""
    query: Any = select(Lot).join(Current, stands(Lot)).where(Lot.key.in_(list(keys)))
    return {bytes(each.key): each for each in session.execute(query).scalars()}


def container_key(agency: str, lot: bytes, number: str) -> bytes:
    """Natural key of a container."""
    return natural_key("container", agency, lot.hex(), folded(number))


def containers_of(session: Session, lots: Iterable[bytes]) -> list[Container]:
    """The standing containers of these lots, in the order of their numbers."""
    query: Any = select(Container).join(Current, stands(Container)).where(Container.lot.in_(list(lots)))
    return list(session.execute(query.order_by(Container.id)).scalars())


def holding_of(session: Session, lot: bytes) -> list[Holding]:
    """Who has each container of a lot, and what is in it."""
    return list(session.execute(select(Holding).where(Holding.lot == lot)).scalars())


def containers_by_key(session: Session, keys: Iterable[bytes]) -> list[Container]:
    """The standing containers with these natural keys."""
    query: Any = select(Container).join(Current, stands(Container)).where(Container.key.in_(list(keys)))
    return list(session.execute(query.order_by(Container.id)).scalars())


def _standing(session: Session, model: Any, key: bytes) -> Any:  # noqa: ANN401 - a row of the model
    query: Any = select(model).join(Current, stands(model)).where(model.key == key)
    return session.execute(query).scalar_one_or_none()
