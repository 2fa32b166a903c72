"""Operators and licence lines."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of


class Operator(Fact):
    """A natural or legal person that handles scheduled substances."""

    __tablename__ = "operator"
    __table_args__ = laid(
        Index("ix_operator_folded_identifier", "folded_identifier"),
        Index("ix_operator_folded", "folded"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "OPR"
    personal = (
        "identifier", "folded_identifier", "name", "folded", "address", "officer", "phone", "email", "notes",
    )  # fmt: skip
    facts = (
        1,
        ("agency", "identifier", "name", "country", "roles", "address", "officer", "phone", "email", "notes", "key"),
    )

    agency: Mapped[str]
    """Code of the agency that registered it."""
    identifier: Mapped[str]
    """Tax or registration number, as stated."""
    folded_identifier: Mapped[str]
    """The identifier without case and punctuation, for look-up."""
    name: Mapped[str]
    """Legal name, as stated."""
    folded: Mapped[str]
    """The name without case, accents and punctuation, its legal form in short, for look-up."""
    country: Mapped[str | None]
    """ISO 3166-1 alpha-2 code."""
    roles: Mapped[str | None]
    """manufacturer, importer, exporter, distributor, broker, end_user, transporter, warehouse …"""
    address: Mapped[str | None]
    """As stated."""
    officer: Mapped[str | None]
    """Responsible officer, as stated."""
    phone: Mapped[str | None]
    """As stated."""
    email: Mapped[str | None]
    """As stated."""
    notes: Mapped[str | None]
    """Columns of the file that the register does not know, as `heading: text` lines, and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, identifier."""


class LicenceLine(Fact):
    """One line of a licence or registration: a substance, an activity, a quantity a period, a validity."""

    __tablename__ = "licence_line"
    __table_args__ = laid(
        Index("ix_licence_line_folded", "folded"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint("per_year > 0", name="per_year_positive"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "LIC"
    personal = ("number", "folded", "holder", "conditions", "notes")
    facts = (
        1,
        (
            "agency",
            "number",
            "holder",
            "kind",
            "substance",
            "activities",
            "quantity",
            "unit",
            "per_year",
            "measure",
            "valid_from",
            "valid_to",
            "state",
            "basis",
            "conditions",
            "notes",
            "key",
        ),
    )

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    number: Mapped[str]
    """Licence number, as stated."""
    folded: Mapped[str]
    """The number without case, blanks and punctuation, for look-up."""
    holder: Mapped[str]
    """Identifier or name of the holder, as stated."""
    kind: Mapped[str | None]
    """licence, registration, special or end_user."""
    substance: Mapped[str]
    """Key of the substance."""
    activities: Mapped[str]
    """import, export, transit, domestic …, joined by blanks; `any` for all."""
    quantity: Mapped[str | None]
    """Most per year, as stated; empty where the licence sets no ceiling."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    per_year: Mapped[int | None]
    """Most per licence year in `measure`; None where the licence sets no ceiling."""
    measure: Mapped[str]
    """base_ug or ul, as the quantity was stated."""
    valid_from: Mapped[date]
    """First day."""
    valid_to: Mapped[date]
    """Last day."""
    state: Mapped[str]
    """active, suspended, revoked or expired."""
    basis: Mapped[str | None]
    """Legal basis, as stated."""
    conditions: Mapped[str | None]
    """As stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number, substance, activities, first day."""
