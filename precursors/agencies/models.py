"""Agencies of the registry."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class Agency(Fact):
    """A public body that enters or reads records."""

    __tablename__ = "agency"
    __table_args__ = laid(Index("ix_agency_code", "code"))
    facts = (1, ("code", "name", "kind", "country", "convention", "key"))

    code: Mapped[str]
    """Short code, unique among standing agencies: MINSA-XD."""
    name: Mapped[str]
    """Its name as it writes it."""
    kind: Mapped[str]
    """inspection, customs, police, laboratory, disposal, court, auditor, liaison or administrator."""
    country: Mapped[str]
    """ISO 3166-1 alpha-2 code."""
    convention: Mapped[str]
    """How its files write numbers, dates and ambiguous units; a name from seed/conventions."""
    key: Mapped[bytes]
    """Natural key: the code, whatever its case."""
