"""The fields of a hold as people enter it, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Day, Text

HOLDS = Record(
    "holds",
    (
        Field("record", Text()),
        Field("agency", Text()),
        Field("seizure", Text()),
        Field("lot", Text()),
        Field("authority", Text(), needed=True),
        Field("number", Text()),
        Field("ground", Text(), needed=True),
        Field("until", Day()),
    ),
)
