"""The fields of operators and of licence lines as people hand them in, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

OPERATORS = Record(
    "operators",
    (
        Field("identifier", Text(), needed=True),
        Field("name", Text(), needed=True),
        Field("country", Text()),
        Field("roles", Text()),
        Field("address", Text()),
        Field("officer", Text()),
        Field("phone", Text()),
        Field("email", Text()),
        Field("notes", Text()),
    ),
    core=("identifier", "name"),
)

LICENCES = Record(
    "licences",
    (
        Field("number", Text(), needed=True),
        Field("holder", Text(), needed=True),
        Field("kind", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("activities", Choice(words("activities"), several=True)),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("valid_from", Day(), needed=True),
        Field("valid_to", Day(), needed=True),
        Field("state", Choice(words("licence_states"))),
        Field("basis", Text()),
        Field("conditions", Text()),
        Field("notes", Text()),
    ),
    core=("number", "holder"),
)
