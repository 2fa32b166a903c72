"""What stands in the stores today, by place and hazard, and how full they are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import or_, select

from precursors.custody.chain_models import Holding
from precursors.custody.models import Lot, Place
from precursors.custody.storage import natures
from precursors.reports.beneath import Beneath, Counted, every
from precursors.reports.drawing.store import draw
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import standing
from precursors.scope.visible import visible

HELD = (Column("place"), Column("hazard"), Column("lots", "count"), Column("net", "kg"))
ROOM = (
    Column("place"), Column("lots", "count"), Column("net", "kg"), Column("capacity", "kg", worked_out=True),
    Column("share", "percent", worked_out=True),
)  # fmt: skip
Part = tuple[int, int | None]
"""A lot's key and what of it stands there."""


@report("store", draw, of_year=False)
def store(asked: Asked) -> list[Table]:
    """As it is today. A lot nobody can name has no hazard class; one nobody weighed adds nothing."""
    found = _held(asked)
    places = sorted({place for place, _ in found})
    capacity = _capacities(asked)
    by_place = {
        place: [part for (where, _), parts in found.items() if where == place for part in parts] for place in places
    }
    held = [Row((*place, *_figures(parts)), _beneath(parts)) for place, parts in sorted(found.items())]
    room = [_room(place, by_place[place], capacity.get(place)) for place in places]
    return [Table("stored", HELD, held), Table("room", ROOM, room)]


def _held(asked: Asked) -> dict[tuple[str, str], list[Part]]:
    """Place and hazard class to the lots that stand there; five queries."""
    query: Any = select(Holding).where(Holding.place.is_not(None), or_(Holding.net_ug.is_(None), Holding.net_ug > 0))
    holdings = list(asked.session.execute(visible(query, Holding, asked.sight.own)).scalars())
    names = {bytes(row.key): row.name for row in asked.session.execute(standing(asked, select(Place), Place)).scalars()}
    keys = {bytes(each.lot) for each in holdings}
    lots: Any = standing(asked, select(Lot.key, Lot.id).where(Lot.key.in_(keys)), Lot)
    known = {bytes(key): number for key, number in asked.session.execute(lots)}
    kinds = natures(asked.session, keys)
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for each in holdings:
        lot, place = bytes(each.lot), bytes(each.place or b"")
        hazard = kinds[lot].hazard
        classes = ", ".join(hazard.classes) if hazard else ""
        if lot in known and place in names:
            found[names[place], classes].append((known[lot], each.net_ug))
    return found


def _capacities(asked: Asked) -> dict[str, int]:
    query: Any = standing(asked, select(Place.name, Place.capacity_ug).where(Place.capacity_ug.is_not(None)), Place)
    return {name: int(ug) for name, ug in asked.session.execute(query)}


def _figures(parts: list[Part]) -> tuple[int, int | None]:
    weighed = [ug for _, ug in parts if ug is not None]
    return len({lot for lot, _ in parts}), sum(weighed) if weighed else None


def _beneath(parts: list[Part]) -> dict[str, Beneath]:
    weighed = [(lot, ug) for lot, ug in parts if ug is not None]
    return {"lots": every(Lot, sorted({lot for lot, _ in parts})), "net": Counted(Lot, weighed)}


def _room(place: str, parts: list[Part], capacity: int | None) -> Row:
    lots, net = _figures(parts)
    share = None if capacity is None or net is None else net / capacity
    beneath = _beneath(parts)
    return Row((place, lots, net, capacity, share), beneath | {"capacity": beneath["net"], "share": beneath["net"]})
