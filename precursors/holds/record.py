"""The fields of a hold as people enter it, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Day, Text

HOLDS = Record(
    "holds",
    (
        Field("record", Text(), needed=True),
        Field("authority", Text(), needed=True),
        Field("number", Text()),
        Field("ground", Text(), needed=True),
        Field("until", Day()),
    ),
)
