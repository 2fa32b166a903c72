"""Persons concerned by a case: the log holds a salted commitment, the text lies beside it and can be forgotten."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, Working, laid, one_of
from precursors.db.types import Big

CONCERNED = ("suspect", "witness", "complainant", "victim", "contact")


class CasePerson(Fact):
    """Somebody a case concerns. Who it is stands in no leaf: only the hash of a salt and the text does."""

    __tablename__ = "case_person"
    __table_args__ = laid(
        Index("ix_case_person_file", "file_key"),
        CheckConstraint(one_of("role", *CONCERNED), name="role_known"),
        CheckConstraint("length(commitment) = 32", name="commitment_is_sha256"),
    )
    confined_by = "file_key"
    facts = (1, ("agency", "file_key", "role", "commitment"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    role: Mapped[str]
    """suspect, witness, complainant, victim or contact."""
    commitment: Mapped[bytes]
    """SHA-256 over the salt and the text."""


class PersonText(Working):
    """Who a person of a case is, until it is forgotten; `verify` holds it against the commitment."""

    __tablename__ = "person_text"
    __table_args__ = laid(CheckConstraint("length(salt) = 32", name="salt_is_256_bits"))
    beside = ("case_person", "person")
    personal = ("text",)

    person: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """Key of the person."""
    agency: Mapped[str]
    """Code of the agency whose case it is."""
    salt: Mapped[bytes]
    """Random, so that nobody can try names against the commitment."""
    text: Mapped[str]
    """Name, identifier, contact and remarks, as JSON with sorted keys."""


class PersonErasure(Fact):
    """One person's text that was destroyed, on what ground; it may be put right by nothing."""

    __tablename__ = "person_erasure"
    __table_args__ = laid(
        Index("uq_person_erasure_person", "person", unique=True), Index("ix_person_erasure_file", "file_key")
    )
    confined_by = "file_key"
    facts = (1, ("agency", "file_key", "person", "ground", "purpose"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    person: Mapped[int]
    """Key of the person."""
    ground: Mapped[str]
    """Provision or order by which it was destroyed, as stated."""
    purpose: Mapped[str]
    """Purpose of the case, which had ended, or the order that came before its end."""
