"""The fields of a partner's figure, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

FIGURES = Record(
    "mirror-figures",
    (
        Field("partner", Text(), needed=True),
        Field("direction", Choice(words("mirror_directions")), needed=True),
        Field("period", Text()),
        Field("day", Day()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("document", Text()),
        Field("line", Text()),
        Field("notification", Text()),
        Field("authorisation", Text()),
        Field("container", Text()),
        Field("party", Text()),
        Field("counterparty", Text()),
        Field("source", Text()),
        Field("notes", Text()),
    ),
    core=("partner", "direction", "quantity"),
)
