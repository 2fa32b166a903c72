"""Agencies, the people who act for them, and the roles they hold: facts, written by acts."""

from __future__ import annotations

from datetime import date

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


class Person(Fact):
    """Somebody who may sign in for one agency. What else is known of them stands aside, where it can be erased."""

    __tablename__ = "person"
    __table_args__ = laid(Index("ix_person_key", "key"), Index("ix_person_agency", "agency"))
    read_by_all = True
    facts = (1, ("username", "agency", "key"))

    username: Mapped[str]
    """Name they sign in with, in small letters; never given to anybody else, even after they have left."""
    agency: Mapped[str]
    """Code of the agency they act for."""
    key: Mapped[bytes]
    """Natural key: the username."""


class RoleGrant(Fact):
    """One role given to one person. It ends by a reversal, or by its day."""

    __tablename__ = "role_grant"
    __table_args__ = laid(Index("ix_role_grant_person", "person"))
    read_by_all = True
    facts = (1, ("person", "role", "agency", "until", "key"))

    person: Mapped[str]
    """Username of the holder."""
    role: Mapped[str]
    """Name of the role, as in the table of permissions."""
    agency: Mapped[str]
    """Code of the agency for which it is held."""
    until: Mapped[date | None]
    """Last day on which it counts; None until it is withdrawn."""
    key: Mapped[bytes]
    """Natural key: person and role."""
