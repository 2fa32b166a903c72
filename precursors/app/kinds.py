"""The kinds of record a file may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from precursors.app.late import named
from precursors.config.settings import Settings
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Desk, Kind
from precursors.registers.shelf import Shelf
from precursors.workbooks.blocks import Limits

IMPORTERS = {
    "disposal-steps": "precursors.disposal.steps_record:StepImporter",
    "licences": "precursors.licensing.licences_importer:LicenceImporter",
    "operators": "precursors.licensing.operators_importers:OperatorImporter",
    "shipments": "precursors.trade.service:ShipmentImporter",
}
"""A sheet may hold what a form does not let one type; these stand above what a shelf of the same name says."""


class _Kinds(Mapping[str, Kind]):
    """By name. What only other kinds need is not loaded: shipments are taken in without the shelves."""

    def __getitem__(self, kind: str) -> Kind:
        if kind in IMPORTERS:
            importer = named(IMPORTERS[kind])
            return Kind(importer.record, importer)
        return self._of_shelves[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({*self._of_shelves, *IMPORTERS}))

    def __len__(self) -> int:
        return len(list(iter(self)))

    @cached_property
    def _of_shelves(self) -> Mapping[str, Kind]:
        shelves: Iterable[Shelf] = named("precursors.exchange.shelves:SHELVES")
        return {shelf.kind: Kind(*shelf.filed) for shelf in shelves if shelf.taken_in}


KINDS: Mapping[str, Kind] = _Kinds()


def limits(settings: Settings) -> Limits:
    """How much one file may ask for here."""
    return Limits(file_bytes=settings.max_file_mb << 20, rows=settings.max_rows, columns=settings.max_columns)


def desk(settings: Settings, database: Database, store: Store) -> Desk:
    """Where files are taken in."""
    scratch: Path = settings.home / "scratch"
    return Desk(database, store, scratch, limits(settings), KINDS)
