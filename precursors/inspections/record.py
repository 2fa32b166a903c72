"""The fields of visits, findings and reports, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

INSPECTIONS = Record(
    "inspections",
    (
        Field("number", Text(), needed=True),
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("day", Day(), needed=True),
        Field("occasion", Choice(words("occasions"))),
        Field("inspectors", Text()),
        Field("met", Text()),
        Field("purpose", Text()),
        Field("result", Text()),
        Field("notes", Text()),
    ),
    core=("number", "operator"),
)

FINDINGS = Record(
    "inspection-findings",
    (
        Field("inspection", Text(), needed=True),
        Field("line", Text(), needed=True),
        Field("found", Text(), needed=True),
        Field("substance", Text()),
        Field("gravity", Choice(words("gravities"))),
        Field("basis", Text()),
        Field("measure", Text()),
        Field("due", Day()),
        Field("notes", Text()),
    ),
    core=("inspection", "found"),
)

REPORTS = Record(
    "incident-reports",
    (
        Field("number", Text(), needed=True),
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("event", Choice(words("events")), needed=True),
        Field("occurred", Day()),
        Field("noticed", Day(), needed=True),
        Field("filed", Day(), needed=True),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("counterparty", Text()),
        Field("circumstances", Text()),
        Field("police", Text()),
        Field("notes", Text()),
    ),
    core=("number", "operator"),
)
