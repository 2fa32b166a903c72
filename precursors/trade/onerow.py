"""One shipment by itself: its cells by field, judged as a sheet of one row by the importer that judges every sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from precursors.intake.drafts import Fields, Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.intake.placing import Placed
from precursors.intake.types import Amount, told
from precursors.problems import Problem
from precursors.quantities.normalise import Normalised, explained
from precursors.quantities.recipe import Amount as Measured
from precursors.registers.cells import Cell, as_row, typed
from precursors.trade.models import Shipment
from precursors.trade.reading import Pages
from precursors.trade.record import SHIPMENTS
from precursors.trade.rules import Finding
from precursors.trade.service import ShipmentImporter
from precursors.trade.tally import Tally
from precursors.workbooks.blocks import Block

_COLUMNS = {"date": "day", "substance": "stated_substance"}


def stated_cells(shipment: Any) -> dict[str, Cell]:  # noqa: ANN401 - a shipment or what is left of it
    """A record's cells as they were stated."""
    cells: dict[str, Cell] = {}
    for field in SHIPMENTS.fields:
        value = getattr(shipment, _COLUMNS.get(field.key, field.key))
        if isinstance(value, date):
            cells[field.key] = ("d", value.isoformat())
        elif value is not None:
            figure = told(value) if isinstance(field.type, Amount) else None
            cells[field.key] = ("n" if figure and figure.number is not None else "t", figure.text if figure else value)
    return cells


def changed_cells(before: Mapping[str, Cell], texts: Mapping[str, str]) -> dict[str, Cell]:
    """A record's cells with what a form changed: a text that was left as it stood stays the cell it was."""
    new = typed(SHIPMENTS, texts)
    return {
        key: before[key] if key in before and before[key][1].strip() == cell[1] else cell for key, cell in new.items()
    }


@dataclass(slots=True)
class Judgement:
    """What one row came to: nothing is written yet."""

    importer: ShipmentImporter
    outcome: Outcome
    normalised: Normalised | None
    """The quantity with its steps; None where there is none or the goods have no name."""

    @property
    def troubles(self) -> list[Trouble]:
        """What stops it."""
        return self.outcome.rejected

    @property
    def findings(self) -> list[Finding]:
        """What will be flagged."""
        tally, settled = self.importer.judge.tally, self.importer.settled
        return [found for found, _ in (*tally.findings.values(), *settled.over)]

    @property
    def meets(self) -> int | None:
        """The standing record with the same natural key, if one."""
        known = self.outcome.known_facts
        return known[0] if known else self.importer.settled.replaces.get(0)


@contextmanager
def judged(terms: Terms, cells: Mapping[str, Cell], instead_of: Shipment | None = None) -> Iterator[Judgement]:
    """Judge one row under `terms`, perhaps as one that takes the place of a standing record and of its row.

    What it holds is given back at the end.
    """
    sheet, row = (instead_of.sheet, instead_of.row) if instead_of is not None else ("", 1)
    block, placed = as_row(SHIPMENTS, cells, row)
    importer = ShipmentImporter(terms)
    importer.judge.anew = instead_of is not None
    importer.instead_of = instead_of.id if instead_of is not None else None
    try:
        importer.block(sheet, block, placed, [], None, None)
        yield Judgement(importer, importer.settle(terms.session), _normalised(importer, block, placed))
    finally:
        importer.close()


def _normalised(importer: ShipmentImporter, block: Block, placed: list[Placed]) -> Normalised | None:
    """The amount of the row once more, this time with every step."""
    context = importer.judge.context
    fields = Fields(SHIPMENTS, placed, block.columns, context.convention)
    page = Pages(context, Tally()).page("", list(block.rows), fields, block, [], None, [True])
    amount: Measured | Problem | None = page.amounts[0]
    return explained(amount) if isinstance(amount, Measured) else None
