"""Seized lots of a year, the incident each came from, what it was found to be: what several reports sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select

from precursors.custody.models import Lot
from precursors.custody.storage import natures
from precursors.reports.beneath import every
from precursors.reports.report import Asked, LeftOut
from precursors.reports.standing import standing
from precursors.seizures.models import Seizure


class Taken(NamedTuple):
    """One lot: its key, its incident where the register has it, substance, net mass, and mass of the substance where
    known.
    """

    id: int
    incident: Seizure | None
    substance: str | None
    net_ug: int | None
    pure_ug: int | None
    """Net mass times the purity a laboratory found; None while it is not known."""
    stated: str | None
    """What it was called when it was booked."""


def incidents(asked: Asked) -> list[Seizure]:
    """Standing seizures and other incidents of the year."""
    query: Any = select(Seizure).where(Seizure.day.between(asked.first, asked.last))
    return list(asked.session.execute(standing(asked, query, Seizure).order_by(Seizure.id)).scalars())


def taken(asked: Asked) -> list[Taken]:
    """Standing lots of the year; a fixed number of queries."""
    known = {(each.agency, each.folded): each for each in incidents(asked)}
    query: Any = select(Lot).where(Lot.day.between(asked.first, asked.last))
    lots = list(asked.session.execute(standing(asked, query, Lot).order_by(Lot.id)).scalars())
    kinds = natures(asked.session, [bytes(lot.key) for lot in lots], asked.before)
    found = []
    for lot in lots:
        nature = kinds[bytes(lot.key)]
        share = None if nature.percent is None or lot.net_ug is None else int(lot.net_ug * nature.percent / 100)
        substance = nature.substance if nature.found else lot.substance
        found.append(
            Taken(lot.id, known.get((lot.agency, lot.folded)), substance, lot.net_ug, share, lot.stated_substance)
        )
    return found


def left_out(lots: Iterable[Taken]) -> list[LeftOut]:
    """Lots that no sum counts: nobody weighed them, or nobody knows what they are."""
    whole = list(lots)
    unweighed = [each.id for each in whole if each.net_ug is None]
    unnamed = [each.id for each in whole if each.substance is None]
    told = [("left-unweighed", unweighed), ("left-unidentified", unnamed)]
    return [LeftOut(why, len(keys), every(Lot, keys)) for why, keys in told if keys]
