"""Sampling plans, samples and reports on their shelves."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.laboratory.models import LabResult, Sample, SamplingPlan
from precursors.laboratory.record import PLANS, RESULTS, SAMPLES
from precursors.laboratory.results import ResultImporter
from precursors.laboratory.samples import SampleImporter
from precursors.laboratory.sampling import PlanImporter
from precursors.registers.shelf import Shelf, Shown

READ = Permission.READ_CUSTODY

PLAN = Shelf(
    kind="sampling-plans",
    record=PLANS,
    model=SamplingPlan,
    importer=PlanImporter,
    read=READ,
    write=Permission.RECORD_LABORATORY,
    name="exhibit",
    columns=(
        Shown("seizure"), Shown("method", "words:sampling_methods"), Shown("population", "count"),
        Shown("size", "count"), Shown("day", "day"),
    ),
    facts=(
        Shown("seizure"), Shown("method", "words:sampling_methods"), Shown("population", "count"), Shown("share"),
        Shown("confidence"), Shown("negatives"), Shown("size", "count"), Shown("day", "day"), Shown("notes"),
    ),
    searched=("seizure", "exhibit"),
    day="day",
)  # fmt: skip

SAMPLE = Shelf(
    kind="samples",
    record=SAMPLES,
    model=Sample,
    importer=SampleImporter,
    read=READ,
    write=Permission.RECORD_CUSTODY,
    name="number",
    columns=(
        Shown("seizure"), Shown("exhibit"), Shown("purpose", "words:sample_purposes"), Shown("day", "day"),
        Shown("net_ug", "kg"),
    ),
    facts=(
        Shown("seizure"), Shown("exhibit"), Shown("box"), Shown("purpose", "words:sample_purposes"),
        Shown("day", "day"), Shown("taken"), Shown("unit"), Shown("net_ug", "kg"), Shown("duplicate"),
        Shown("seal_before"), Shown("seal_after"), Shown("seal"), Shown("taken_by"), Shown("laboratory"),
        Shown("owner"), Shown("notes"),
    ),
    searched=("seizure", "exhibit", "number"),
    day="day",
)  # fmt: skip

RESULT = Shelf(
    kind="results",
    record=RESULTS,
    model=LabResult,
    importer=ResultImporter,
    read=READ,
    write=Permission.RECORD_LABORATORY,
    name="report",
    columns=(
        Shown("seizure"), Shown("exhibit"), Shown("identity"), Shown("purity"), Shown("day", "day"),
    ),
    facts=(
        Shown("seizure"), Shown("exhibit"), Shown("day", "day"), Shown("laboratory"), Shown("techniques"),
        Shown("identity"), Shown("substance", "substance"), Shown("purity"), Shown("uncertainty"), Shown("density"),
        Shown("consumed"), Shown("unit"), Shown("signed_by"), Shown("notes"),
    ),
    searched=("seizure", "exhibit", "report"),
    day="day",
)  # fmt: skip

SHELVES = (PLAN, SAMPLE, RESULT)
