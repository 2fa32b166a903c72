"""The fields of consignments, of their legs and stops, and of what is counted on the way."""

from __future__ import annotations

from precursors.intake.countries import Place
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

CONSIGNMENTS = Record(
    "consignments",
    (
        Field("number", Text(), needed=True),
        Field("direction", Choice(words("directions")), needed=True),
        Field("planned", Day(), needed=True),
        Field("operator", Text(), needed=True),
        Field("counterparty", Text()),
        Field("consignee", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("packages", Text()),
        Field("pieces", Amount()),
        Field("seals", Text()),
        Field("profile", Choice(words("tolerance_profiles"))),
        Field("licence", Text()),
        Field("authorisation", Text()),
        Field("notification", Text()),
        Field("origin", Place()),
        Field("destination", Place()),
        Field("route", Text()),
        Field("corridor", Text()),
        Field("notes", Text()),
    ),
    core=("number", "operator"),
)

LEGS = Record(
    "legs",
    (
        Field("document", Text(), needed=True),
        Field("leg", Text()),
        Field("document_day", Day()),
        Field("carrier", Text()),
        Field("carrier_name", Text()),
        Field("vehicle", Text()),
        Field("driver", Text()),
        Field("mode", Text()),
        Field("transport_document", Text()),
        Field("transport_day", Day()),
        Field("sender", Text()),
        Field("sender_name", Text()),
        Field("place_from", Text()),
        Field("receiver", Text()),
        Field("receiver_name", Text()),
        Field("place_to", Text()),
        Field("departed", Day()),
        Field("arrived", Day()),
        Field("seals", Text()),
        Field("notes", Text()),
    ),
    core=("document",),
)

STOPS = Record(
    "stops",
    (
        Field("document", Text(), needed=True),
        Field("vehicle", Text()),
        Field("place", Text()),
        Field("coordinates", Text()),
        Field("arrived", Day(), needed=True),
        Field("arrived_at", Text()),
        Field("departed", Day()),
        Field("departed_at", Text()),
        Field("reason", Text()),
        Field("notes", Text()),
    ),
    core=("document", "arrived"),
)

COUNTED = Record(
    "consignment-counts",
    (
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("pieces", Amount()),
        Field("seals", Text()),
        Field("broken", Text()),
        Field("condition", Text()),
    ),
)
"""What a verb asks that counts: release, receive, declare."""
