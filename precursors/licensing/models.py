"""Operators and licence lines."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.parties import party
from precursors.intake.words import folded

PERIODS = ("year", "calendar-year", "quarter", "month", "total")
"""Over what a licensed quantity counts: the licence's own year, the calendar's year, quarter or month, all its time."""


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
        "identifier", "folded_identifier", "name", "folded", "address", "officer", "phone", "email", "notes", "lei",
        "eori", "gln", "vehicles", "accounts",
    )  # fmt: skip
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: ("agency", "identifier", "name", "country", "roles", "address", "officer", "phone", "email", "notes", "key"),
    }
    earlier[2] = (*earlier[1], "lei", "eori", "gln", "taken_over")
    folds: ClassVar[Folds] = {"folded": ("name", party), "folded_identifier": ("identifier", folded)}
    facts = (3, (*earlier[2], "vehicles", "accounts"))

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
    lei: Mapped[str | None]
    """Legal entity identifier (ISO 17442), as stated."""
    eori: Mapped[str | None]
    """Customs number of the European Union or the United Kingdom, as stated."""
    gln: Mapped[str | None]
    """Global location number (GS1), as stated."""
    taken_over: Mapped[str | None]
    """The system the record was taken over from when the registry went live; empty where it began here."""
    vehicles: Mapped[str | None]
    """Registrations of its vehicles, as stated."""
    accounts: Mapped[str | None]
    """Its bank accounts, as stated."""


class LicenceLine(Fact):
    """One line of a licence or registration: a substance, an activity, a quantity a period, a validity."""

    __tablename__ = "licence_line"
    __table_args__ = laid(
        Index("ix_licence_line_key", "key"),
        Index("ix_licence_line_folded", "folded"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint("per_year > 0", name="per_year_positive"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
        CheckConstraint(one_of("period", *PERIODS), name="period_known"),
        CheckConstraint("stock_most >= 0", name="stock_not_negative"),
        CheckConstraint(one_of("stock_measure", "base_ug", "ul"), name="stock_measure_known"),
        CheckConstraint("grace_until >= valid_to", name="grace_after_end"),
        CheckConstraint("used_before >= 0", name="used_not_negative"),
        CheckConstraint("used_until >= valid_from", name="used_within"),
    )
    prefix = "LIC"
    personal = ("number", "folded", "holder", "conditions", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "number", "holder", "kind", "substance", "activities", "quantity", "unit", "per_year", "measure",
            "valid_from", "valid_to", "state", "basis", "conditions", "notes", "key",
        ),
    }  # fmt: skip
    earlier[2] = (
        *earlier[1], "site", "period", "max_stock", "stock_most", "stock_measure", "strength_from", "strength_to",
        "end_use", "issued", "renews", "grace_until", "taken_over",
    )  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (3, (*earlier[2], "used", "used_before", "used_until"))

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
    """Most per period, as stated; empty where the licence sets no ceiling."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    per_year: Mapped[int | None]
    """Most per `period` in `measure`, named before there were other periods; None where there is no ceiling."""
    measure: Mapped[str]
    """base_ug or ul, as the quantity was stated."""
    valid_from: Mapped[date]
    """First day."""
    valid_to: Mapped[date]
    """Last day."""
    state: Mapped[str]
    """State in which the line began; where it stands now, its life says."""
    basis: Mapped[str | None]
    """Legal basis, as stated."""
    conditions: Mapped[str | None]
    """As stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number, substance, activities, first day, and the site where one is named."""
    site: Mapped[str | None]
    """Code of the holder's site it is bound to, as stated; empty for all of them."""
    period: Mapped[str | None]
    """Over what the quantity counts; empty in rows written before there was a choice, which count by licence year."""
    max_stock: Mapped[str | None]
    """Most that may be held at any time, as stated with its unit; empty where the licence does not say."""
    stock_most: Mapped[int | None]
    """The same in `stock_measure`."""
    stock_measure: Mapped[str | None]
    """base_ug or ul, as it was stated."""
    strength_from: Mapped[str | None]
    """Least strength in per cent that it covers, as a decimal; empty for any."""
    strength_to: Mapped[str | None]
    """Greatest strength in per cent that it covers, as a decimal; empty for any."""
    end_use: Mapped[str | None]
    """What the substance may be used for, as stated."""
    issued: Mapped[date | None]
    """Day it was issued."""
    renews: Mapped[str | None]
    """Number of the licence it is to follow, as stated."""
    grace_until: Mapped[date | None]
    """Last day it goes on while its renewal is decided; empty where no renewal was asked for in time."""
    taken_over: Mapped[str | None]
    """The system the line was taken over from when the registry went live; empty where it began here."""
    used: Mapped[str | None]
    """What had been used of the running period before the registry went live, as stated; empty where nobody said."""
    used_before: Mapped[int | None]
    """The same in `measure`; it is drawn on the quota of the period that `used_until` falls in."""
    used_until: Mapped[date | None]
    """Last day that `used` counts; what moved up to it in that period is in it."""
