"""An urgent notice of a seizure to other countries: what may be told without naming anybody."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.refs import ref_of
from precursors.custody.storage import natures
from precursors.scope.visible import Sight
from precursors.seizures.models import Seizure
from precursors.seizures.panels import lots_of
from precursors.seizures.rules import countries
from precursors.substances.book import book

TOLD = (
    "kind", "day", "country", "place_type", "detection", "concealment", "conveyance", "route", "origin", "departure",
    "transit", "destination",
)  # fmt: skip
"""Columns of a seizure that a notice holds; everything personal stays out by not being here."""


class Goods(NamedTuple):
    """One lot in a notice."""

    substance: str | None
    """Key of the substance; None where nobody knows."""
    found: bool
    """Whether a laboratory has said so."""
    cas: str | None
    net_ug: int | None
    containers: int
    container: str | None


class Notice(NamedTuple):
    """The notice: reference of the seizure, who sends it, to whom, what happened, which goods."""

    ref: str
    agency: str
    made: date
    to: list[str]
    facts: dict[str, Any]
    goods: list[Goods]


def notice(session: Session, sight: Sight, seizure: Seizure, today: date) -> Notice:
    """The notice of a seizure; labels, persons, places and numbers of cases are no part of it."""
    lots = lots_of(session, sight, seizure)
    kinds = natures(session, (bytes(lot.key) for lot in lots))
    goods = []
    for lot in lots:
        nature = kinds[bytes(lot.key)]
        cas = book().first_cas(nature.substance) if nature.substance else None
        goods.append(Goods(nature.substance, nature.found, cas, lot.net_ug, lot.count, lot.container))
    facts = {name: getattr(seizure, name) for name in TOLD if getattr(seizure, name)}
    ref = ref_of(session, Seizure, seizure.id)
    return Notice(ref, seizure.agency, today, countries(seizure.notify), facts, goods)
