"""What operators have dealt in: the room of trade says it, since it alone knows shipments; `app` joins the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy.orm import Session

from precursors.law.limits import Sum


@dataclass(frozen=True, slots=True)
class Dealings:
    """Which movements are asked for."""

    agencies: tuple[str, ...]
    names: frozenset[str]
    """Identifiers and names of the operators, as papers state them."""
    holders: frozenset[str]
    """Holders of their accounts; with no name and no holder, everybody's movements are meant."""
    substance: str
    way: str
    """domestic for what they bought at home, import, export."""
    first: date
    last: date
    selling: bool = False
    """At home: whether what they sold is asked for, not what they bought."""


Tell: TypeAlias = Callable[[Session, Dealings], Sum]

_TELLS: list[Tell] = []


def register(tell: Tell) -> None:
    """The room above says how it adds up; `app` calls this at start."""
    _TELLS[:] = [tell]


def dealt(session: Session, asked: Dealings) -> Sum:
    """What was dealt in already; nothing where no room tells."""
    return _TELLS[0](session, asked) if _TELLS else Sum(0, 0)
