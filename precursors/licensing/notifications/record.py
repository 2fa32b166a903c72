"""The fields of a pre-export notification as people hand them in: those of the treaty and of practice."""

from __future__ import annotations

from precursors.intake.countries import Country, Place
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

NOTIFICATIONS = Record(
    "notifications",
    (
        Field("number", Text(), needed=True),
        Field("direction", Choice(words("notification_directions"))),
        Field("line", Text()),
        Field("exporter", Text()),
        Field("exporter_address", Text()),
        Field("origin", Country()),
        Field("importer", Text()),
        Field("importer_address", Text()),
        Field("destination", Country()),
        Field("consignee", Text()),
        Field("consignee_address", Text()),
        Field("substance", Text()),
        Field("commercial_name", Text()),
        Field("cas", Text()),
        Field("hs", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("packages", Text()),
        Field("dispatch", Day()),
        Field("point_exit", Text()),
        Field("point_entry", Text()),
        Field("transit", Place()),
        Field("transport", Text()),
        Field("carrier", Text()),
        Field("export_authorisation", Text()),
        Field("import_authorisation", Text()),
        Field("end_use", Text()),
        Field("notified", Day()),
        Field("reply_by", Day()),
        Field("period_from", Day()),
        Field("period_to", Day()),
        Field("counterpart", Text()),
        Field("reply", Choice(words("notification_replies"))),
        Field("replied", Day()),
        Field("objection", Choice(words("objection_reasons"))),
        Field("reply_text", Text()),
        Field("notes", Text()),
    ),
    core=("number", "quantity"),
)
