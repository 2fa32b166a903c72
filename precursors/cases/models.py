"""Case files: who works on one, what is linked to it, what is to be done, what was noted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

PURPOSES = ("administrative", "investigation", "prosecution", "assistance")
ROLES = ("subject", "evidence", "origin", "related")


class CaseFile(Fact):
    """One matter an agency looks into."""

    __tablename__ = "case_file"
    __table_args__ = laid(
        Index("ix_case_file_opened", "agency", "opened"),
        CheckConstraint(one_of("purpose", *PURPOSES), name="purpose_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CAS"
    confined_by = "key"
    personal = ("title", "lead", "summary", "notes")
    facts = (1, ("agency", "number", "title", "lead", "purpose", "ground", "opened", "summary", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    number: Mapped[str]
    """Number of the case, as stated."""
    title: Mapped[str]
    """What it is about, in a few words."""
    lead: Mapped[str]
    """Who leads it, as stated."""
    purpose: Mapped[str]
    """administrative, investigation, prosecution or assistance: what the data in it may be used for."""
    ground: Mapped[str | None]
    """Provision it is opened under, as stated."""
    opened: Mapped[date]
    """Day it was opened."""
    summary: Mapped[str | None]
    """What is known, in words."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number."""


class CaseRestriction(Fact):
    """A case is for its lead and its members alone. It is opened again to the agency by reversing this."""

    __tablename__ = "case_restriction"
    __table_args__ = laid(
        Index("ix_case_restriction_file", "file_key"), CheckConstraint("length(key) = 16", name="key_is_128_bits")
    )
    confined_by = "file_key"
    facts = (1, ("agency", "file_key", "key"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    key: Mapped[bytes]
    """Natural key: case."""


class CaseMember(Fact):
    """Somebody who works on a case, in one role."""

    __tablename__ = "case_member"
    __table_args__ = laid(
        Index("ix_case_member_file", "file_key"), CheckConstraint("length(key) = 16", name="key_is_128_bits")
    )
    prefix = "CSM"
    confined_by = "file_key"
    personal = ("person", "notes")
    facts = (1, ("agency", "file", "file_key", "person", "organisation", "role", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file: Mapped[str]
    """Number of the case, as stated."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    person: Mapped[str]
    """Username or name, as stated."""
    organisation: Mapped[str | None]
    """Agency or office they belong to, as stated."""
    role: Mapped[str]
    """Part they have in it: a word of the list of parts."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number of the case, person, role."""


class CaseTask(Fact):
    """Something somebody has to do for a case by a day."""

    __tablename__ = "case_task"
    __table_args__ = laid(
        Index("ix_case_task_file", "file_key"),
        Index("ix_case_task_due", "agency", "due"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "TSK"
    confined_by = "file_key"
    personal = ("title", "assignee", "notes")
    facts = (1, ("agency", "file", "file_key", "line", "title", "assignee", "due", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file: Mapped[str]
    """Number of the case, as stated."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    line: Mapped[str]
    """Number of the task in its case."""
    title: Mapped[str]
    """What is to be done."""
    assignee: Mapped[str]
    """Username or name of whoever is to do it."""
    due: Mapped[date]
    """Last day on which it is in time."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number of the case, number of the task."""


class CaseLink(Fact):
    """A record that belongs to a case in one role. It is taken out of it by reversing the link."""

    __tablename__ = "case_link"
    __table_args__ = laid(
        Index("ix_case_link_file", "file_key"),
        Index("ix_case_link_subject", "kind", "subject"),
        CheckConstraint(one_of("role", *ROLES), name="role_known"),
        CheckConstraint("length(subject) = 16", name="subject_is_128_bits"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    confined_by = "file_key"
    personal = ("note",)
    facts = (1, ("agency", "file_key", "kind", "subject", "record", "ref", "role", "note", "key"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[bytes]
    """Natural key of the record, so that the link follows its corrections; one made of its number where it has none."""
    record: Mapped[int]
    """Key of the record as it stood when it was linked."""
    ref: Mapped[str]
    """Its reference then; of a document, its SHA-256."""
    role: Mapped[str]
    """subject, evidence, origin or related."""
    note: Mapped[str | None]
    """Why it belongs to the case."""
    key: Mapped[bytes]
    """Natural key: case, record."""


class CaseNote(Fact):
    """Something written down in a case. It is never changed: a later note puts it right."""

    __tablename__ = "case_note"
    __table_args__ = laid(Index("ix_case_note_file", "file_key"))
    confined_by = "file_key"
    personal = ("text",)
    facts = (1, ("agency", "file_key", "text"))

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    text: Mapped[str]
    """What was noted."""
