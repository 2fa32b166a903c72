"""Reports as they were filed: what went out, word for word."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class FiledReport(Fact):
    """One edition of a report that was handed to somebody: its octets are kept by hash and never change."""

    __tablename__ = "filed_report"
    __table_args__ = laid(
        Index("ix_filed_report_place", "agency", "name", "year"),
        CheckConstraint("length(sha256) = 32", name="sha256_length"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "RPT"
    facts = (1, ("agency", "name", "year", "edition", "sha256", "receiver", "key"))

    agency: Mapped[str]
    """Code of the agency whose report it is."""
    name: Mapped[str]
    """Name of the report: form-d, workload …"""
    year: Mapped[int]
    """The year it tells of."""
    edition: Mapped[int]
    """1, and one more with each filing of the same report and year."""
    sha256: Mapped[bytes]
    """Hash of its JSON document; the octets lie with the documents."""
    receiver: Mapped[str | None]
    """To whom it went, as stated."""
    key: Mapped[bytes]
    """Natural key: agency, name, year, edition."""
