"""Seized lots of a year, the incident each came from, what it was found to be: what several reports sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.custody.models import Lot
from precursors.custody.storage import natures
from precursors.reports.report import Asked, LeftOut
from precursors.scope.visible import visible
from precursors.seizures.models import Seizure


class Taken(NamedTuple):
    """One lot: its incident where the register has it, substance, net mass, and mass of the substance where known."""

    incident: Seizure | None
    substance: str | None
    net_ug: int | None
    pure_ug: int | None
    """Net mass times the purity a laboratory found; None while it is not known."""


def incidents(asked: Asked) -> list[Seizure]:
    """Standing seizures and other incidents of the year."""
    query: Any = select(Seizure).join(Current, stands(Seizure)).where(Seizure.day.between(asked.first, asked.last))
    return list(asked.session.execute(visible(query.order_by(Seizure.id), Seizure, asked.sight.own)).scalars())


def taken(asked: Asked) -> list[Taken]:
    """Standing lots of the year; a fixed number of queries."""
    known = {(each.agency, each.folded): each for each in incidents(asked)}
    query: Any = select(Lot).join(Current, stands(Lot)).where(Lot.day.between(asked.first, asked.last))
    lots = list(asked.session.execute(visible(query.order_by(Lot.id), Lot, asked.sight.own)).scalars())
    kinds = natures(asked.session, [bytes(lot.key) for lot in lots])
    found = []
    for lot in lots:
        nature = kinds[bytes(lot.key)]
        share = None if nature.percent is None or lot.net_ug is None else int(lot.net_ug * nature.percent / 100)
        found.append(Taken(known.get((lot.agency, lot.folded)), nature.substance, lot.net_ug, share))
    return found


def left_out(lots: Iterable[Taken]) -> list[LeftOut]:
    """Lots that no sum counts: nobody weighed them, or nobody knows what they are."""
    every = list(lots)
    unweighed = sum(each.net_ug is None for each in every)
    unnamed = sum(each.substance is None for each in every)
    told = [("left-unweighed", unweighed), ("left-unidentified", unnamed)]
    return [LeftOut(why, count, "/lots") for why, count in told if count]
