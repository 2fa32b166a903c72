"""Documents kept by hash."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class Document(Fact):
    """A file as it was handed in. The bytes lie beside the database under their hash."""

    __tablename__ = "document"
    __table_args__ = laid(
        CheckConstraint("length(sha256) = 32", name="sha256_length"), Index("ix_document_sha256", "sha256")
    )
    facts = (1, ("sha256", "name", "size", "role"))

    sha256: Mapped[bytes]
    """Hash of the bytes."""
    name: Mapped[str]
    """The name the sender gave it; shown, never used as a path."""
    size: Mapped[int]
    """Bytes."""
    role: Mapped[str]
    """What it is to its act: upload, mapping, attachment."""
