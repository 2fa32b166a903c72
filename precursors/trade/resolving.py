"""Resolve a record whose quantity a person must choose: its own cells and the choice, judged again like any row.

The old record is reversed and the new one written in the same act.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.intake.placing import Placed
from precursors.intake.types import told
from precursors.problems import Problem, problem
from precursors.trade.corrections import standing_shipment
from precursors.trade.models import Shipment
from precursors.trade.record import SHIPMENTS
from precursors.trade.service import ShipmentImporter
from precursors.workbooks.blocks import Block, Column

CHOICES = ("unit", "concentration", "basis", "salt", "substance", "package_size", "quantity")
"""Fields a person may choose; everything else stays as stated."""

_COLUMNS = {"date": "day", "substance": "stated_substance"}


def resolve(
    session: Session, actor: Actor, terms: Terms, ref: str, choices: Mapping[str, str], reason: str | None
) -> Outcome | list[Trouble] | Problem:
    """Judge the record again with `choices`; write it if nothing stands against it.

    Answers the outcome, whose `totals` say what the record now comes to, or what still stands against it.
    """
    old = standing_shipment(session, ref)
    if isinstance(old, Problem):
        return old
    if old.base_ug is not None:
        return problem("record.resolved", ref=ref)
    importer = ShipmentImporter(replace(terms, correct=True))
    try:
        block, placed = as_row(_cells(old) | {key: ("t", text) for key, text in choices.items()}, old.row)
        importer.block(old.sheet, block, placed, [], None, None)
        outcome = importer.settle(session)
        if outcome.bad_rows:
            return outcome.rejected
        act = open_act(session, "resolve-shipment", actor, reason)
        importer.replace(0, old.id)
        importer.write(act)
        act.seal()
    finally:
        importer.close()
    return outcome


def _cells(shipment: Shipment) -> dict[str, tuple[str, str]]:
    """The record's cells as they were stated: (kind, text) by field."""
    cells: dict[str, tuple[str, str]] = {}
    for field in SHIPMENTS.fields:
        value = getattr(shipment, _COLUMNS.get(field.key, field.key))
        if isinstance(value, date):
            cells[field.key] = ("d", value.isoformat())
        elif value is not None:
            figure = told(value) if field.key in _AMOUNTS else None
            cells[field.key] = ("n" if figure and figure.number is not None else "t", figure.text if figure else value)
    return cells


_AMOUNTS = {
    "quantity", "concentration", "packages", "package_size", "net_mass", "volume", "gross_mass", "value",
}  # fmt: skip


def as_row(cells: Mapping[str, tuple[str, str]], row: int) -> tuple[Block, list[Placed]]:
    """One row of cells by field as a block the judge can read, and where its fields stand."""
    shapes = [("", "", False), ("n", "", False), ("d", "", False), ("t", "", False)]
    which = {"n": 1, "d": 2, "t": 3}
    columns = [Column(array("H", [1]), ["", text], [0, which[kind]], shapes) for kind, text in cells.values()]
    placed = [Placed(at, key, key) for at, key in enumerate(cells)]
    return Block(0, array("I", [row]), columns, [], 0), placed
