"""What is known beside a seizure: its lots, and the permit its goods were diverted from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.custody.life import LOT
from precursors.custody.models import Lot
from precursors.custody.storage import natures
from precursors.lives.service import states_of
from precursors.registers.panels import Cell, Panel, register
from precursors.scope.visible import Sight, visible
from precursors.seizures.models import Seizure
from precursors.seizures.service import source_ref

PAGES = {"licence_line": "licensing.licence", "shipment": "trade.shipment", "operator": "licensing.operator"}
"""Where records of a table are shown, beside those of shelves."""

_SHOWN = 200


def lots_of(session: Session, sight: Sight, row: Seizure) -> Sequence[Lot]:
    """The standing lots of a seizure that a reader may see."""
    query: Any = select(Lot).join(Current, stands(Lot)).where(Lot.agency == row.agency, Lot.folded == row.folded)
    return list(session.execute(visible(query.order_by(Lot.id).limit(_SHOWN), Lot, sight, names=True)).scalars())


def lots_panel(session: Session, sight: Sight, row: Seizure, _today: date) -> Panel:
    """The lots of a seizure: what each is, how much, where it stands in its life."""
    found = lots_of(session, sight, row)
    refs = refs_of(session, Lot, [each.id for each in found])
    kinds = natures(session, (bytes(each.key) for each in found))
    lives = states_of(session, LOT, (bytes(each.key) for each in found))
    rows = []
    for each in found:
        nature = kinds[bytes(each.key)]
        what = Cell(nature.substance, "substance") if nature.substance else Cell(each.stated_substance)
        rows.append(
            (
                Cell(each.number, href=url_for("lots.show", ref=refs[each.id])),
                what,
                Cell("seizures.found" if nature.found else "seizures.presumed", "page"),
                Cell(each.net_ug, "kg"),
                Cell(each.count, "count"),
                Cell(lives[bytes(each.key)].state, "state"),
            )
        )
    columns = (
        ("seizures.lot", ""), ("seizures.substance", ""), ("seizures.known", ""), ("seizures.net", "number"),
        ("seizures.containers", "number"), ("seizures.state", ""),
    )  # fmt: skip
    return Panel("seizures.lots", columns, rows, "seizures.no-lots")


def source_panel(session: Session, sight: Sight, row: Seizure, _today: date) -> Panel | None:
    """The permit or shipment the goods were diverted from; nothing where none is named."""
    if not row.diverted_from or not sight.owns(row.agency):
        return None
    ref, page = source_ref(session, row), PAGES.get(row.diverted_kind or "")
    cell = Cell(row.diverted_from, href=url_for(page, ref=ref) if ref and page else None)
    standing = Cell("seizures.source-known" if ref else "seizures.source-unknown", "page", guilty=ref is None)
    columns = (("seizures.source", ""), ("seizures.known", ""))
    return Panel("seizures.diverted", columns, [(cell, standing)], "seizures.no-source")


def stand() -> None:
    """Put these panels onto their pages; `app` calls this at start."""
    register("seizures", lots_panel)
    register("seizures", source_panel)
