"""The fields of laboratory results, samples and sampling plans as people hand them in, described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import words

RESULTS = Record(
    "results",
    (
        Field("seizure", Text(), needed=True),
        Field("exhibit", Text(), needed=True),
        Field("report", Text(), needed=True),
        Field("day", Day(), needed=True),
        Field("laboratory", Text()),
        Field("techniques", Text()),
        Field("identity", Text(), needed=True),
        Field("purity", Amount()),
        Field("uncertainty", Amount()),
        Field("density", Amount()),
        Field("consumed", Amount()),
        Field("unit", Text()),
        Field("signed_by", Text()),
        Field("notes", Text()),
    ),
    core=("exhibit", "report"),
)

PLANS = Record(
    "sampling-plans",
    (
        Field("seizure", Text(), needed=True),
        Field("exhibit", Text(), needed=True),
        Field("method", Choice(words("sampling_methods")), needed=True),
        Field("units", Amount(), needed=True),
        Field("share", Amount()),
        Field("confidence", Amount()),
        Field("negatives", Amount()),
        Field("notes", Text()),
    ),
    core=("exhibit", "method"),
)

SAMPLES = Record(
    "samples",
    (
        Field("seizure", Text(), needed=True),
        Field("exhibit", Text(), needed=True),
        Field("box", Text()),
        Field("number", Text(), needed=True),
        Field("purpose", Choice(words("sample_purposes")), needed=True),
        Field("day", Day(), needed=True),
        Field("taken", Amount(), needed=True),
        Field("unit", Text(), needed=True),
        Field("duplicate", Text()),
        Field("seal_before", Text()),
        Field("seal_after", Text()),
        Field("seal", Text()),
        Field("laboratory", Text()),
        Field("owner", Text()),
        Field("notes", Text()),
    ),
    core=("exhibit", "number"),
)
