"""The fields of a line of a stock declaration as people hand it in, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

STOCK = Record(
    "stock",
    (
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("period", Text(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("process_name", Text()),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("opening", Amount()),
        Field("received", Amount()),
        Field("sent", Amount()),
        Field("produced", Amount()),
        Field("used", Amount()),
        Field("loss", Amount()),
        Field("waste", Amount()),
        Field("closing", Amount()),
        Field("counted", Amount()),
        Field("output", Amount()),
        Field("output_unit", Text()),
        Field("coefficient", Amount()),
        Field("sworn_by", Text()),
        Field("sworn_on", Day()),
        Field("comment", Text()),
        Field("notes", Text()),
    ),
    core=(
        "substance",
        "cas",
        "process_name",
        "opening",
        "received",
        "sent",
        "produced",
        "used",
        "loss",
        "waste",
        "closing",
        "counted",
        "comment",
    ),
)

EXPECTED = Record(
    "returns",
    (
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("period", Text(), needed=True),
        Field("due", Day()),
        Field("notes", Text()),
    ),
    core=("operator", "period"),
)

COMMENT = Record(
    "return-comments",
    (
        Field("stream", Choice(words("comment_streams")), needed=True),
        Field("about", Text()),
        Field("text", Text(), needed=True),
    ),
)
"""What the verb `comment` of a return asks."""
