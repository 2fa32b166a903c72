"""Seizures and incidents on their shelf."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.registers.shelf import Shelf, Shown
from precursors.seizures.models import Seizure
from precursors.seizures.record import SEIZURES
from precursors.seizures.service import SeizureImporter
from precursors.seizures.sheets import SeizureListImporter

SHELF = Shelf(
    kind="seizures",
    record=SEIZURES,
    model=Seizure,
    importer=SeizureImporter,
    read=Permission.READ_SEIZURES,
    write=Permission.RECORD_SEIZURES,
    name="number",
    columns=(
        Shown("kind", "words:incident_kinds"), Shown("day", "day"), Shown("country", "country"),
        Shown("place_type", "words:incident_places"),
    ),
    facts=(
        Shown("kind", "words:incident_kinds"), Shown("day", "day"), Shown("time"), Shown("country", "country"),
        Shown("place"), Shown("place_type", "words:incident_places"), Shown("coordinates"), Shown("ground"),
        Shown("detection"), Shown("concealment"), Shown("conveyance"), Shown("route"), Shown("origin"),
        Shown("departure"), Shown("transit"), Shown("destination"), Shown("diverted_from"), Shown("arrests"),
        Shown("persons"), Shown("circumstances"), Shown("notify"), Shown("notes"),
    ),
    searched=("folded",),
    day="day",
    sheet=SeizureListImporter,
    sheet_writes=frozenset({Permission.RECORD_CUSTODY}),
    template="seizures/seizure.html",
    sections=(
        ("seizures.section-what", ("number", "kind", "day", "time", "country", "place", "place_type", "coordinates",
                                   "ground")),
        ("seizures.section-how", ("detection", "concealment", "conveyance", "route", "origin", "departure", "transit",
                                  "destination")),
        ("seizures.section-who", ("diverted_from", "arrests", "persons", "circumstances", "notify", "notes")),
    ),
)  # fmt: skip
