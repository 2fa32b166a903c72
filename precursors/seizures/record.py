"""The fields of a seizure or incident as people hand them in, described once."""

from __future__ import annotations

from precursors.intake.countries import Place
from precursors.intake.record import Field, Record
from precursors.intake.types import Choice, Day, Text
from precursors.intake.words import words

SEIZURES = Record(
    "seizures",
    (
        Field("number", Text(), needed=True),
        Field("kind", Choice(words("incident_kinds")), needed=True),
        Field("day", Day(), needed=True),
        Field("time", Text()),
        Field("country", Text()),
        Field("place", Text()),
        Field("place_type", Choice(words("incident_places"))),
        Field("coordinates", Text()),
        Field("ground", Text()),
        Field("detection", Text()),
        Field("concealment", Text()),
        Field("conveyance", Text()),
        Field("route", Text()),
        Field("origin", Place()),
        Field("departure", Text()),
        Field("transit", Place()),
        Field("destination", Place()),
        Field("diverted_from", Text()),
        Field("arrests", Text()),
        Field("persons", Text()),
        Field("circumstances", Text()),
        Field("notify", Text()),
        Field("notes", Text()),
    ),
    core=("number", "kind"),
)
