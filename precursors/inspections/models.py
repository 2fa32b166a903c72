"""Visits, findings, and reports of operators."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

KINDS = ("theft", "loss", "suspicious", "attempt", "spill", "surplus", "deterioration")


class Inspection(Fact):
    """One visit to one site on one day, planned or done."""

    __tablename__ = "inspection"
    __table_args__ = laid(
        Index("ix_inspection_day", "agency", "day"), CheckConstraint("length(key) = 16", name="key_is_128_bits")
    )
    prefix = "VST"
    personal = ("operator", "site", "inspectors", "met", "purpose", "result", "notes")
    facts = (
        1,
        (
            "agency",
            "number",
            "operator",
            "site",
            "day",
            "occasion",
            "inspectors",
            "met",
            "purpose",
            "result",
            "notes",
            "key",
        ),
    )

    agency: Mapped[str]
    """Code of the agency that inspects."""
    number: Mapped[str]
    """Number of the inspection, as stated."""
    operator: Mapped[str]
    """Operator, as stated."""
    site: Mapped[str | None]
    """Site, as stated."""
    day: Mapped[date]
    """Day of the visit."""
    occasion: Mapped[str]
    """routine, licensing, follow-up, incident or joint."""
    inspectors: Mapped[str | None]
    """Who inspects, as stated."""
    met: Mapped[str | None]
    """Who was met, as stated."""
    purpose: Mapped[str | None]
    """What it is for."""
    result: Mapped[str | None]
    """What it came to, in words."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number."""


class InspectionFinding(Fact):
    """One thing a visit found, and the measure that follows, with its day."""

    __tablename__ = "inspection_finding"
    __table_args__ = laid(
        Index("ix_inspection_finding_inspection", "inspection_key"),
        Index("ix_inspection_finding_due", "agency", "due"),
        CheckConstraint("measure IS NULL OR due IS NOT NULL", name="measure_has_its_day"),
        CheckConstraint(one_of("gravity", "minor", "major", "critical"), name="gravity_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "FND"
    personal = ("found", "measure", "notes")
    facts = (
        1,
        (
            "agency", "inspection", "inspection_key", "line", "found", "substance", "gravity", "basis", "measure",
            "due", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that inspects."""
    inspection: Mapped[str]
    """Number of the inspection, as stated."""
    inspection_key: Mapped[bytes]
    """Natural key of the inspection."""
    line: Mapped[str]
    """Number of the finding."""
    found: Mapped[str]
    """What was found."""
    substance: Mapped[str | None]
    """Key of the substance it is about."""
    gravity: Mapped[str]
    """minor, major or critical."""
    basis: Mapped[str | None]
    """Provision that was broken, as stated."""
    measure: Mapped[str | None]
    """What must be done."""
    due: Mapped[date | None]
    """Day by which it must be done."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number of the inspection, number of the finding."""


class IncidentReport(Fact):
    """What an operator reports: a theft, a loss, a suspicious order, a spill, a surplus."""

    __tablename__ = "incident_report"
    __table_args__ = laid(
        Index("ix_incident_report_noticed", "agency", "noticed"),
        CheckConstraint(one_of("event", *KINDS), name="event_known"),
        CheckConstraint("measure IS NULL OR measure = 'base_ug' OR measure = 'ul'", name="measure_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "INR"
    personal = ("operator", "site", "counterparty", "circumstances", "police", "notes")
    facts = (
        1,
        (
            "agency", "number", "operator", "site", "event", "occurred", "noticed", "filed", "due", "law", "substance",
            "quantity", "unit", "concentration", "basis", "salt", "amount", "measure", "counterparty",
            "circumstances", "police", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency it was made to."""
    number: Mapped[str]
    """Number of the report, as stated."""
    operator: Mapped[str]
    """Operator, as stated."""
    site: Mapped[str | None]
    """Site, as stated."""
    event: Mapped[str]
    """theft, loss, suspicious, attempt, spill, surplus or deterioration."""
    occurred: Mapped[date | None]
    """Day it happened, where known."""
    noticed: Mapped[date]
    """Day it was noticed: from it the clock runs."""
    filed: Mapped[date]
    """Day it was reported."""
    due: Mapped[date | None]
    """Last day on which it was in time; None where the law seen does not say."""
    law: Mapped[str | None]
    """The law that day rests on."""
    substance: Mapped[str | None]
    """Key of the substance."""
    quantity: Mapped[str | None]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """Basis of the strength, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    amount: Mapped[int | None]
    """The quantity in the measure; None is unknown."""
    measure: Mapped[str | None]
    """base_ug or ul; None where no quantity is stated."""
    counterparty: Mapped[str | None]
    """Who ordered, or is suspected, as stated."""
    circumstances: Mapped[str | None]
    """What happened."""
    police: Mapped[str | None]
    """Number of the police report, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number, operator."""
