"""What belongs to an operator: sites, responsible officers, and the other operators it is one buyer with."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid
from precursors.intake.words import folded


class Site(Fact):
    """One place at which an operator handles scheduled substances."""

    __tablename__ = "site"
    __table_args__ = laid(
        Index("ix_site_key", "key"),
        Index("ix_site_folded_operator", "folded_operator"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "SIT"
    personal = ("operator", "folded_operator", "name", "address", "latitude", "longitude", "notes")
    facts = (
        1,
        (
            "agency", "operator", "folded_operator", "code", "name", "address", "country", "latitude", "longitude",
            "activities", "secured", "taken_over", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that registered it."""
    operator: Mapped[str]
    """Identifier or name of the operator, as stated."""
    folded_operator: Mapped[str]
    """The same without case and punctuation, for look-up."""
    code: Mapped[str]
    """What the site is called on papers: a number or a short name."""
    name: Mapped[str | None]
    """Name, as stated."""
    address: Mapped[str | None]
    """As stated."""
    country: Mapped[str | None]
    """ISO 3166-1 alpha-2 code."""
    latitude: Mapped[str | None]
    """Degrees north, as a decimal."""
    longitude: Mapped[str | None]
    """Degrees east, as a decimal."""
    activities: Mapped[str]
    """import, export, transit, domestic …, joined by blanks; `any` for all."""
    secured: Mapped[str | None]
    """yes or no, as inspected; empty where nobody has looked."""
    taken_over: Mapped[str | None]
    """The system the record was taken over from; empty where it began here."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, operator, code."""


class Officer(Fact):
    """Who answers for scheduled substances at an operator, from one day to another."""

    __tablename__ = "officer"
    __table_args__ = laid(
        Index("ix_officer_key", "key"),
        Index("ix_officer_folded_operator", "folded_operator"),
        CheckConstraint("until >= since", name="days_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "OFC"
    personal = ("operator", "folded_operator", "name", "folded", "phone", "email", "document", "notes")
    folds: ClassVar[Folds] = {"folded": ("name", folded)}
    facts = (
        1,
        (
            "agency", "operator", "folded_operator", "name", "role", "site", "since", "until", "phone", "email",
            "document", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that registered it."""
    operator: Mapped[str]
    """Identifier or name of the operator, as stated."""
    folded_operator: Mapped[str]
    """The same without case and punctuation, for look-up."""
    name: Mapped[str]
    """Name, as stated."""
    folded: Mapped[str]
    """The name without case, accents and punctuation, for look-up."""
    role: Mapped[str | None]
    """responsible officer, deputy …, as stated."""
    site: Mapped[str | None]
    """Code of the site they answer for; empty for all."""
    since: Mapped[date]
    """First day."""
    until: Mapped[date | None]
    """Last day; empty while they answer."""
    phone: Mapped[str | None]
    """As stated."""
    email: Mapped[str | None]
    """As stated."""
    document: Mapped[str | None]
    """Number of an identity document, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, operator, name, first day."""


class OperatorLink(Fact):
    """Two operators that count as one buyer: owned alike, or found to be the same."""

    __tablename__ = "operator_link"
    __table_args__ = laid(
        Index("ix_operator_link_key", "key"),
        Index("ix_operator_link_folded_one", "folded_one"),
        Index("ix_operator_link_folded_other", "folded_other"),
        CheckConstraint("folded_one <> folded_other", name="two_operators"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "LNK"
    personal = ("one", "folded_one", "other", "folded_other", "basis", "notes")
    facts = (1, ("agency", "one", "folded_one", "other", "folded_other", "kind", "basis", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency that says so."""
    one: Mapped[str]
    """Identifier of one operator, as stated."""
    folded_one: Mapped[str]
    """The same without case and punctuation, for look-up."""
    other: Mapped[str]
    """Identifier of the other, as stated."""
    folded_other: Mapped[str]
    """The same without case and punctuation, for look-up."""
    kind: Mapped[str]
    """same, owner, group or address."""
    basis: Mapped[str | None]
    """What it rests on, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency and both identifiers, whichever came first."""
