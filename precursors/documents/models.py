"""Documents kept by hash."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid
from precursors.db.types import Big


class Document(Fact):
    """A file as it was handed in. The bytes lie beside the database under their hash."""

    __tablename__ = "document"
    __table_args__ = laid(
        CheckConstraint("length(sha256) = 32", name="sha256_length"), Index("ix_document_sha256", "sha256")
    )
    facts = (1, ("sha256", "name", "size", "role"))
    told_by = (
        ("attachment", "document", "id"), ("disclosure", "sha256", "sha256"), ("exchange_package", "sha256", "sha256"),
    )  # fmt: skip
    came_with = ("role", ("attachment", "package"))

    sha256: Mapped[bytes]
    """Hash of the bytes."""
    name: Mapped[str]
    """The name the sender gave it; shown, never used as a path."""
    size: Mapped[int]
    """Bytes."""
    role: Mapped[str]
    """What it is to its act: upload, mapping, attachment."""


class Attachment(Fact):
    """A document laid to a record by a later act; the record itself does not change."""

    __tablename__ = "attachment"
    __table_args__ = laid(Index("ix_attachment_subject", "kind", "subject"))
    laid_to = ("kind", "subject")
    facts = (1, ("agency", "kind", "subject", "document"))

    agency: Mapped[str]
    """Code of the agency whose record it is."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[int]
    """Key of the record."""
    document: Mapped[int] = mapped_column(Big, ForeignKey("document.id"))
    """The document, a fact of the same act."""
