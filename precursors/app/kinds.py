"""The kinds of record a file may hold."""

from __future__ import annotations

from pathlib import Path

from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.disposal.steps_record import StepImporter
from precursors.documents.store import Store
from precursors.exchange.imports import Desk, Kind
from precursors.exchange.shelves import SHELVES
from precursors.licensing.licences_importer import LicenceImporter
from precursors.licensing.operators_importers import OperatorImporter
from precursors.trade.service import ShipmentImporter
from precursors.workbooks.blocks import Limits

KINDS = {shelf.kind: Kind(*shelf.filed) for shelf in SHELVES if shelf.taken_in} | {
    each.record.kind: Kind(each.record, each)
    for each in (OperatorImporter, LicenceImporter, ShipmentImporter, StepImporter)
}
"""By name; a sheet may hold what a form does not let one type."""


def limits(settings: Settings) -> Limits:
    """How much one file may ask for here."""
    return Limits(file_bytes=settings.max_file_mb << 20, rows=settings.max_rows, columns=settings.max_columns)


def desk(settings: Settings, database: Database, store: Store) -> Desk:
    """Where files are taken in."""
    scratch: Path = settings.home / "scratch"
    return Desk(database, store, scratch, limits(settings), KINDS)
