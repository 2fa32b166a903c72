"""Flags that stand on what happened to goods, told on the pages of what it happened to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.chain_models import CustodyEvent, Holding
from precursors.custody.models import Container, Lot, Place
from precursors.flags.marks import flags_of
from precursors.flags.models import Flag
from precursors.flags.service import states
from precursors.flags.telling import because
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight
from precursors.web.language import language


def of_events(session: Session, sight: Sight, row: Container | Lot, _today: date) -> Panel | None:
    """Flags on the events of a container, or of every container of a lot; nothing where there are none."""
    mine = CustodyEvent.container == row.key if isinstance(row, Container) else CustodyEvent.lot == row.key
    return _panel(session, sight, CustodyEvent, session.execute(select(CustodyEvent.id).where(mine)).scalars())


def of_what_stands(session: Session, sight: Sight, row: Place, _today: date) -> Panel | None:
    """Flags on the lots that stand in a place; nothing where there are none."""
    there = select(Holding.lot).where(Holding.place == row.key, Holding.net_ug.is_(None) | (Holding.net_ug > 0))
    lots: Any = select(Lot.id).join(Current, stands(Lot)).where(Lot.key.in_(there))
    return _panel(session, sight, Lot, session.execute(lots).scalars())


def _panel(session: Session, sight: Sight, model: type[CustodyEvent | Lot], keys: Iterable[int]) -> Panel | None:
    found = flags_of(session, sight.own, model.__tablename__, keys)
    flags = list({flag.id: flag for own in found.values() for flag in own}.values())
    if not flags:
        return None
    refs, judged = refs_of(session, Flag, [each.id for each in flags]), states(session, [each.id for each in flags])
    rows = [
        (
            Cell(refs[each.id], href=url_for("flags.show", ref=refs[each.id])),
            Cell(because(each, language())),
            Cell(f"web.state-{judged[each.id]}", "page"),
        )
        for each in sorted(flags, key=lambda flag: (-flag.score, flag.id))
    ]
    columns = (("registers.ref", ""), ("registers.because", ""), ("registers.state", ""))
    return Panel("custody.flags", columns, rows, "custody.no-flags")
