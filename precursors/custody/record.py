"""The fields of places, instruments, lots and custody events as people hand them in, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

PLACES = Record(
    "places",
    (
        Field("name", Text(), needed=True),
        Field("site", Text()),
        Field("kind", Choice(words("place_kinds"))),
        Field("zone", Text()),
        Field("capacity", Amount()),
        Field("unit", Text()),
        Field("classes", Text()),
        Field("features", Text()),
        Field("address", Text()),
        Field("notes", Text()),
    ),
    core=("name",),
)

INSTRUMENTS = Record(
    "instruments",
    (
        Field("serial", Text(), needed=True),
        Field("kind", Choice(words("instrument_kinds")), needed=True),
        Field("uncertainty", Amount(), needed=True),
        Field("unit", Text(), needed=True),
        Field("calibrated", Day()),
        Field("due", Day(), needed=True),
        Field("notes", Text()),
    ),
    core=("serial",),
)

LOTS = Record(
    "lots",
    (
        Field("seizure", Text(), needed=True),
        Field("number", Text(), needed=True),
        Field("day", Day(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("concentration", Text()),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("gross", Amount()),
        Field("containers", Amount()),
        Field("container", Choice(words("container_kinds"))),
        Field("seals", Text()),
        Field("condition", Choice(words("container_conditions"))),
        Field("label", Text()),
        Field("field_test", Text()),
        Field("opened", Day()),
        Field("place", Text()),
        Field("custodian", Text()),
        Field("value", Amount()),
        Field("currency", Text()),
        Field("notes", Text()),
    ),
    core=("seizure", "number"),
)

CUSTODY = Record(
    "custody",
    (
        Field("seizure", Text(), needed=True),
        Field("exhibit", Text(), needed=True),
        Field("number", Text()),
        Field("verb", Choice(words("custody_verbs")), needed=True),
        Field("day", Day(), needed=True),
        Field("time", Text()),
        Field("giver", Text()),
        Field("receiver", Text()),
        Field("keeper", Text()),
        Field("owner", Text()),
        Field("place", Text()),
        Field("seal_before", Text()),
        Field("seal_after", Text()),
        Field("weight", Amount()),
        Field("taken", Amount()),
        Field("unit", Text()),
        Field("instrument", Text()),
        Field("reason", Text()),
        Field("notes", Text()),
    ),
    core=("exhibit", "verb"),
)

CONTAINERS = Record(
    "containers",
    (
        Field("label", Text()),
        Field("seizure", Text()),
        Field("exhibit", Text()),
        Field("number", Text()),
        Field("kind", Choice(words("container_kinds"))),
        Field("net_ug", Text()),
    ),
)
"""Containers are not handed in: they come with their lots."""

OFFERS = Record(
    "offers",
    (
        Field("giver", Text()),
        Field("receiver", Text()),
        Field("place", Text()),
        Field("reason", Text()),
        Field("until", Day()),
        Field("keeper", Text()),
        Field("seal_before", Text()),
        Field("weight", Amount()),
        Field("unit", Text()),
        Field("instrument", Text()),
        Field("lacking", Text()),
    ),
)
"""Offers are made on the page of what is offered; from `seal_before` on it is what the receiver says when accepting."""
