"""Sampling plans, samples, and what the laboratory found."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of


class SamplingPlan(Fact):
    """How many units of a lot are to be sampled, and by which rule; kept as it was computed."""

    __tablename__ = "sampling_plan"
    __table_args__ = laid(
        Index("ix_sampling_plan_lot", "lot"),
        CheckConstraint("size > 0 AND size <= population", name="size_within_population"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "SPL"
    personal = ("seizure", "notes")
    facts = (
        1,
        (
            "agency", "lot", "seizure", "exhibit", "method", "units", "population", "share", "confidence",
            "negatives", "size", "statistical", "day", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency whose lot it is."""
    lot: Mapped[bytes]
    """Natural key of the lot."""
    seizure: Mapped[str]
    """Number of the seizure, as stated."""
    exhibit: Mapped[str]
    """Number of the lot within it, as stated."""
    method: Mapped[str]
    """hypergeometric, binomial, bayes, 20-plus-10-percent, square-root or all."""
    units: Mapped[str]
    """Units that look alike, as stated."""
    population: Mapped[int]
    """The same as a number."""
    share: Mapped[str | None]
    """Share of them of which one wants to be sure, in percent, as stated; half where nothing is said."""
    confidence: Mapped[str | None]
    """How sure, in percent, as stated; 95 where nothing is said."""
    negatives: Mapped[str | None]
    """How many of the sample may turn out negative, as stated; none where nothing is said."""
    size: Mapped[int]
    """Units to sample."""
    statistical: Mapped[int]
    """1 where the number rests on statistics, 0 where it is a habit."""
    day: Mapped[date]
    """Day on which it was made."""
    notes: Mapped[str | None]
    """Remarks."""
    key: Mapped[bytes]
    """Natural key: agency, lot, method and question."""


class Sample(Fact):
    """One sample, taken from one container: the one that is analysed, or its duplicate that is kept."""

    __tablename__ = "sample"
    __table_args__ = laid(
        Index("ix_sample_lot", "lot"),
        CheckConstraint("net_ug > 0", name="net_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
        CheckConstraint(one_of("purpose", "analysis", "duplicate", "court"), name="purpose_known"),
    )
    prefix = "SMP"
    personal = ("seizure", "taken_by", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "lot", "container", "seizure", "exhibit", "box", "number", "purpose", "day", "taken", "unit",
            "net_ug", "duplicate", "seal_before", "seal_after", "seal", "taken_by", "laboratory", "notes", "key",
        ),
    }  # fmt: skip
    facts = (2, (*earlier[1], "owner"))

    agency: Mapped[str]
    """Code of the agency that took it."""
    lot: Mapped[bytes]
    """Natural key of the lot."""
    container: Mapped[bytes]
    """Natural key of the container it was taken from."""
    seizure: Mapped[str]
    """Number of the seizure, as stated."""
    exhibit: Mapped[str]
    """Number of the lot within it, as stated."""
    box: Mapped[str]
    """Number of the container within the lot."""
    number: Mapped[str]
    """Number on its label."""
    purpose: Mapped[str]
    """analysis, duplicate or court."""
    day: Mapped[date]
    """Day on which it was taken."""
    taken: Mapped[str]
    """Net mass, as stated."""
    unit: Mapped[str]
    """Unit of it."""
    net_ug: Mapped[int]
    """Net mass."""
    duplicate: Mapped[str | None]
    """Number of the duplicate taken at the same time, of the same mass."""
    seal_before: Mapped[str | None]
    """Seals found on the container."""
    seal_after: Mapped[str | None]
    """Seals laid on the container."""
    seal: Mapped[str | None]
    """Seal on it."""
    taken_by: Mapped[str]
    """User name of who took it."""
    laboratory: Mapped[str | None]
    """Laboratory it is for, as stated."""
    notes: Mapped[str | None]
    """Remarks."""
    key: Mapped[bytes]
    """Natural key: agency, lot, number."""
    owner: Mapped[str | None]
    """Code of the agency whose lot it is, where another has it in custody and took the sample."""


class LabResult(Fact):
    """One report on one lot; it states the lot anew by an act of its own and changes nothing."""

    __tablename__ = "lab_result"
    __table_args__ = laid(
        Index("ix_lab_result_lot", "lot"), CheckConstraint("length(key) = 16", name="key_is_128_bits")
    )
    prefix = "LAB"
    personal = ("signed_by", "seizure", "notes")
    facts = (
        1,
        (
            "agency", "lot", "seizure", "exhibit", "report", "day", "laboratory", "techniques", "identity",
            "substance", "purity", "uncertainty", "density", "consumed", "unit", "signed_by", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency whose lot it is."""
    lot: Mapped[bytes]
    """Natural key of the lot."""
    seizure: Mapped[str]
    """Number of the seizure, as stated."""
    exhibit: Mapped[str]
    """Number of the lot within it, as stated."""
    report: Mapped[str]
    """Number of the report, as stated."""
    day: Mapped[date]
    """Day of the report."""
    laboratory: Mapped[str | None]
    """Who analysed, as stated."""
    techniques: Mapped[str | None]
    """GC-MS, FTIR, titration …, as stated."""
    identity: Mapped[str]
    """What was found, as stated; `not identified` where nothing was."""
    substance: Mapped[str | None]
    """Key of the substance found; None where none was identified."""
    purity: Mapped[str | None]
    """Purity in percent by mass, as stated."""
    uncertainty: Mapped[str | None]
    """Expanded uncertainty of it in percent, as stated."""
    density: Mapped[str | None]
    """Density measured, kg/L, as stated."""
    consumed: Mapped[str | None]
    """Net mass used up by the analysis, as stated."""
    unit: Mapped[str | None]
    """Unit of it."""
    signed_by: Mapped[str | None]
    """Who signed, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, lot, report."""
