"""Where containers are and who answers for them, as the pages of lots and of containers tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.chain_models import Holding
from precursors.custody.models import Container, Place
from precursors.scope.visible import Sight

MOST = 200
"""Containers or events of one page."""


def places(session: Session, keys: Iterable[bytes | None]) -> Mapping[bytes, Place]:
    """The standing places with these keys."""
    wanted = [bytes(key) for key in keys if key]
    query: Any = select(Place).join(Current, stands(Place)).where(Place.key.in_(wanted))
    return {bytes(place.key): place for place in session.execute(query).scalars()}


def holdings(session: Session, containers: Iterable[bytes]) -> Mapping[bytes, Holding]:
    """Who has each of these containers, and where."""
    query = select(Holding).where(Holding.container.in_(list(containers)))
    return {bytes(each.container): each for each in session.execute(query).scalars()}


def shown_to(sight: Sight, container: Container, at: Holding | None) -> bool:
    """Whether a reader is told where a container is: their own, or one their agency has."""
    return sight.owns(container.agency) or (at is not None and at.keeper is not None and sight.owns(at.keeper))


def keeper_of(container: Container, at: Holding | None) -> str:
    """Code of the agency that has a container."""
    return at.keeper if at is not None and at.keeper else container.agency
