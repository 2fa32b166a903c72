"""The fields of an authorisation line as people hand them in: the boxes of the official forms."""

from __future__ import annotations

from precursors.intake.countries import Country
from precursors.intake.record import Field, Record, headings
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

AUTHORISATIONS = Record(
    "authorisations",
    (
        Field("number", Text(), needed=True),
        Field("kind", Choice(words("authorisation_kinds")), needed=True),
        Field("line", Text()),
        Field("licence", Text()),
        Field("exporter", Text()),
        Field("exporter_address", Text()),
        Field("exporter_country", Country()),
        Field("importer", Text()),
        Field("importer_address", Text()),
        Field("importer_country", Country()),
        Field("consignee", Text()),
        Field("consignee_address", Text()),
        Field("others", Text()),
        Field("substance", Text()),
        Field("commercial_name", Text()),
        Field("cas", Text()),
        Field("hs", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("contains", Text()),
        Field("packages", Text()),
        Field("shipments", Text()),
        Field("office", Text()),
        Field("point_exit", Text()),
        Field("point_entry", Text()),
        Field("itinerary", Text()),
        Field("transport", Text()),
        Field("carrier", Text()),
        Field("planned", Day()),
        Field("invoice", Text()),
        Field("notification", Text()),
        Field("end_use", Text()),
        Field("applied", Day()),
        Field("valid_from", Day()),
        Field("valid_to", Day()),
        Field("state", Choice(words("authorisation_states"))),
        Field("conditions", Text()),
        Field("notes", Text()),
    ),
    core=("number", "quantity"),
)


def name_field(key: str, language: str) -> str:
    """What a language calls a field of an authorisation."""
    known = headings(AUTHORISATIONS.kind).get(key, {})
    return known.get(language) or known.get("en") or key
