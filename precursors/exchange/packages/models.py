"""Registries that are known here, packages sent to them and received from them, and what came in those."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big


class KnownRegistry(Fact):
    """The key by which another country's registry signs. It counts once two people have accepted it."""

    __tablename__ = "known_registry"
    __table_args__ = laid(
        Index("ix_known_registry_key", "key"),
        Index("ix_known_registry_fingerprint", "agency", "fingerprint"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "RGY"
    facts = (
        1,
        ("agency", "name", "country", "public_key", "fingerprint", "valid_from", "valid_to", "notes", "key"),
    )

    agency: Mapped[str]
    """Code of the agency that accepts its packages."""
    name: Mapped[str]
    """Name of the registry or of the authority that keeps it."""
    country: Mapped[str]
    """Its country, ISO 3166-1 alpha-2."""
    public_key: Mapped[str]
    """Base64 of the 32 bytes of its Ed25519 key."""
    fingerprint: Mapped[str]
    """SHA-256 of the key's bytes in hexadecimal; what two people read to each other."""
    valid_from: Mapped[date]
    """First day on which its packages are taken in."""
    valid_to: Mapped[date | None]
    """Last day of that; None while nobody has set one."""
    notes: Mapped[str | None]
    """How the key was received, and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, fingerprint."""


class ExchangePackage(Fact):
    """A package that was sent or received: its bytes are kept as a document of the same act."""

    __tablename__ = "exchange_package"
    __table_args__ = laid(
        Index("ix_exchange_package_key", "key"),
        Index("ix_exchange_package_fingerprint", "agency", "fingerprint", "direction"),
        CheckConstraint(one_of("direction", "sent", "received"), name="direction_known"),
        CheckConstraint(one_of("visibility", "nominal", "non-nominal"), name="visibility_known"),
        CheckConstraint("length(sha256) = 32", name="sha256_length"),
        CheckConstraint("length(root) = 32", name="root_length"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "PKG"
    facts = (
        1,
        (
            "agency", "direction", "name", "country", "fingerprint", "visibility", "records", "made", "sha256", "size",
            "root", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that sent it or took it in."""
    direction: Mapped[str]
    """sent or received."""
    name: Mapped[str]
    """Name of the other registry as it is known here."""
    country: Mapped[str]
    """Country of the other registry."""
    fingerprint: Mapped[str]
    """Fingerprint of the other registry's key."""
    visibility: Mapped[str]
    """nominal, or non-nominal where names are withheld."""
    records: Mapped[int]
    """How many records it holds."""
    made: Mapped[date]
    """Day it was made, as it says itself."""
    sha256: Mapped[bytes]
    """Hash of the whole file."""
    size: Mapped[int]
    """Acts in the signed head of the sender's log."""
    root: Mapped[bytes]
    """Root of that log."""
    key: Mapped[bytes]
    """Natural key: agency, direction, hash."""


class ReceivedRecord(Fact):
    """One record of a package as it came, and the record here that was made of it."""

    __tablename__ = "received_record"
    __table_args__ = laid(
        Index("ix_received_record_package", "package"), Index("ix_received_record_subject", "subject")
    )
    personal = ("content",)
    facts = (1, ("agency", "package", "kind", "ref", "proved", "subject", "content"))

    agency: Mapped[str]
    """Code of the agency that took it in."""
    package: Mapped[int] = mapped_column(Big, ForeignKey("exchange_package.id"))
    """The package it came in."""
    kind: Mapped[str]
    """notifications, replies, figures, authorisations or notices."""
    ref: Mapped[str]
    """Its reference in the sender's registry."""
    proved: Mapped[int]
    """1 where a proof showed that it stands in the sender's log as it says, else 0."""
    subject: Mapped[bytes | None]
    """Natural key of the record here it was made to or answers; None for what is kept to be read only."""
    content: Mapped[str]
    """What it says, as a JSON object with sorted keys."""
