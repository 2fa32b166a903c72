"""Authorisations on their shelf."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.licensing.authorisations.clocks import ending, late_decisions
from precursors.licensing.authorisations.importer import AuthorisationImporter
from precursors.licensing.authorisations.life import AUTHORISATION
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.authorisations.verbs import VERBS
from precursors.registers.shelf import Pick, Shelf, Shown

LATE_DECISION = Pick("late-decision", "permits.waits-late-decision", late_decisions)
ENDING = Pick("ending", "permits.waits-ending", ending)

SHELF = Shelf(
    kind="authorisations",
    record=AUTHORISATIONS,
    model=Authorisation,
    importer=AuthorisationImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="number",
    columns=(
        Shown("kind", "words:authorisation_kinds"), Shown("exporter"), Shown("importer"),
        Shown("substance", "substance"), Shown("quantity"), Shown("unit"), Shown("valid_to", "day"),
    ),
    facts=(
        Shown("kind", "words:authorisation_kinds"), Shown("line"), Shown("licence"), Shown("exporter"),
        Shown("exporter_address"), Shown("exporter_country", "country"), Shown("importer"), Shown("importer_address"),
        Shown("importer_country", "country"), Shown("consignee"), Shown("consignee_address"), Shown("others"),
        Shown("substance", "substance"), Shown("commercial_name"), Shown("cas"), Shown("hs"), Shown("quantity"),
        Shown("unit"), Shown("concentration"), Shown("basis"), Shown("salt"), Shown("contains"), Shown("packages"),
        Shown("shipments", "count"), Shown("office"), Shown("point_exit"), Shown("point_entry"), Shown("itinerary"),
        Shown("transport"), Shown("carrier"), Shown("planned", "day"), Shown("invoice"), Shown("notification"),
        Shown("end_use"), Shown("applied", "day"), Shown("valid_from", "day"), Shown("valid_to", "day"),
        Shown("conditions"), Shown("notes"),
    ),
    searched=("folded", "exporter", "importer", "consignee"),
    renamed={"state": "begun"},
    day="applied",
    machine=AUTHORISATION,
    picks=(LATE_DECISION, ENDING),
    verbs=VERBS,
    template="licensing/authorisation.html",
    sections=(
        ("permits.section-application", ("number", "kind", "line", "licence", "applied", "notification", "state")),
        (
            "permits.section-parties",
            (
                "exporter", "exporter_address", "exporter_country", "importer", "importer_address",
                "importer_country", "consignee", "consignee_address", "others",
            ),
        ),
        (
            "permits.section-goods",
            (
                "substance", "commercial_name", "cas", "hs", "quantity", "unit", "concentration", "basis", "salt",
                "contains", "packages", "shipments", "end_use", "invoice",
            ),
        ),
        (
            "permits.section-way",
            ("office", "point_exit", "point_entry", "itinerary", "transport", "carrier", "planned"),
        ),
        ("permits.section-decision", ("valid_from", "valid_to", "conditions", "notes")),
    ),
)  # fmt: skip
