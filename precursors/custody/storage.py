"""May these goods come to this place? Capacity, permitted classes, and what already stands there, reasons included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.chain_models import Holding
from precursors.custody.models import Lot, Place, Statement
from precursors.custody.rules import grams
from precursors.problems import Problem, problem
from precursors.substances.compatibility import Goods, Verdict, worst
from precursors.substances.confirming import confirmed
from precursors.substances.hazard_parts import needed
from precursors.substances.hazards import Hazard, hazards

Sure: TypeAlias = Callable[[Goods, Goods], bool]
"""Whether everything that is said of two goods together has been confirmed."""
UNKNOWN = "unknown-goods"
"""What stands for a lot nobody can name."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What a lot is, as far as anybody knows: the latest finding, else what was presumed."""

    substance: str | None
    percent: Decimal | None
    found: bool
    """Whether a laboratory has said so."""

    @property
    def hazard(self) -> Hazard | None:
        """Its hazard profile, if there is one."""
        return hazards().profile(self.substance, self.percent) if self.substance else None

    def goods(self, lot: bytes) -> Goods:
        """For the verdict of pairs; goods without a name are unlike any others."""
        return Goods(self.substance or f"{UNKNOWN}:{lot.hex()[:8]}", self.hazard)


@dataclass(slots=True)
class Placing:
    """What stands against bringing goods to a place: what forbids it, and what needs a reason."""

    forbids: list[Problem]
    cautions: list[Problem]
    incompatible: list[tuple[bytes, bytes, Verdict]]
    """Pairs of lots: the one that comes, the one that stands there."""

    def against(self, reason: str | None) -> list[Problem]:
        """What stops it now; a caution only where nobody says why it may be."""
        return [*self.forbids, *([] if reason else self.cautions)]


def natures(session: Session, lots: Iterable[bytes], before: int | None = None) -> dict[bytes, Nature]:
    """What each lot is, in two queries; by the statements with a key below `before` where that is asked."""
    keys = list(lots)
    query: Any = select(Lot.key, Lot.substance).join(Current, stands(Lot)).where(Lot.key.in_(keys))
    found = {key: Nature(None, None, found=False) for key in keys}
    found |= {bytes(key): Nature(substance, None, found=False) for key, substance in session.execute(query)}
    last = select(func.max(Statement.id)).where(Statement.lot.in_(keys)).group_by(Statement.lot)
    last = last if before is None else last.where(Statement.id < before)
    for each in session.execute(select(Statement).where(Statement.id.in_(last))).scalars():
        percent = None if each.purity_ppm is None else Decimal(each.purity_ppm) / 10_000
        found[bytes(each.lot)] = Nature(each.substance, percent, found=True)
    return found


def placing(session: Session, place: Place, coming: Mapping[bytes, int | None]) -> Placing:
    """What stands against bringing lots (with the net mass that comes of each) to a place; six queries at most.

    Hazard data nobody has confirmed may forbid and warn; that goods agree, only confirmed data says.
    """
    there = _there(session, place)
    kinds = natures(session, {*coming, *(bytes(row.lot) for row in there)})
    result = Placing([], [], [])
    _capacity(result, place, there, coming)
    beside = {bytes(row.lot) for row in there}
    said = cache(lambda: confirmed(session, place.agency))
    for lot in coming:
        nature = kinds[lot]
        _classes(result, place, nature)
        others = {other: kinds[other] for other in beside | coming.keys() if other != lot}
        _neighbours(result, lot, nature, others, lambda one, other: needed(one, other) <= said())
    return result


def _there(session: Session, place: Place) -> Sequence[Holding]:
    """What stands in the place and in the others of its zone."""
    same = select(Place.key).join(Current, stands(Place)).where(Place.agency == place.agency)
    own = Place.key == place.key
    zone: Any = same.where(or_(own, Place.zone == place.zone) if place.zone else own)
    query = select(Holding).where(Holding.place.in_(zone), or_(Holding.net_ug.is_(None), Holding.net_ug > 0))
    return list(session.execute(query).scalars())


def _capacity(result: Placing, place: Place, there: Sequence[Holding], coming: Mapping[bytes, int | None]) -> None:
    if place.capacity_ug is None:
        return
    held = sum(row.net_ug or 0 for row in there if row.place is not None and bytes(row.place) == bytes(place.key))
    wanted = held + sum(amount or 0 for amount in coming.values())
    if wanted > place.capacity_ug:
        told = {"place": place.name, "wanted": grams(wanted), "capacity": grams(place.capacity_ug)}
        result.forbids.append(problem("storage.full", "place", **told))


def _classes(result: Placing, place: Place, nature: Nature) -> None:
    if place.classes is None or nature.hazard is None:
        return
    foreign = [each for each in nature.hazard.classes if each not in place.classes.split()]
    if foreign:
        told = {"place": place.name, "substance": str(nature.substance), "classes": ", ".join(foreign)}
        result.forbids.append(problem("storage.class-not-permitted", "place", **told))


def _neighbours(result: Placing, lot: bytes, nature: Nature, others: Mapping[bytes, Nature], sure: Sure) -> None:
    own, beside = nature.goods(lot), {key: other.goods(key) for key, other in others.items()}
    found = worst(own, beside.values(), hazards())
    if found is None:
        return
    neighbour, verdict = found
    told = {"substance": own.substance, "neighbour": neighbour.substance, "reaction": told_ground(verdict)}
    if verdict.level == "compatible":
        drafts = [each for each in beside.values() if each.substance != own.substance and not sure(own, each)]
        for each in drafts[:1]:
            told = {"substance": own.substance, "neighbour": each.substance}
            result.cautions.append(problem("storage.unconfirmed", "place", **told))
        return
    if verdict.level == "incompatible":
        result.forbids.append(problem("storage.incompatible", "place", **told))
        other = next(key for key, goods in beside.items() if goods == neighbour)
        result.incompatible.append((lot, other, verdict))
    else:
        result.cautions.append(problem("storage.caution", "place", **told))


def told_ground(verdict: Verdict) -> str:
    """The ground that decides as one text; the edge writes it in the reader's language."""
    ground = verdict.because
    return "|".join((ground.code, ground.about, " ".join(ground.outcomes)))
