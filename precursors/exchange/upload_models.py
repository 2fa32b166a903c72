"""Uploads on their way through the pages, and the links by which operators hand files in. They live aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.aside import Aside
from precursors.db.tables import laid, one_of

STATES = ("checking", "mapping", "refused", "review", "writing", "done", "cancelled")
"""Where an upload stands: each but the last two has a step of its own that it waits for."""


class Upload(Aside):
    """One file on its way from a browser into the registry. The bytes lie in the store of documents by their hash."""

    __tablename__ = "upload"
    __table_args__ = laid(
        CheckConstraint(one_of("state", *STATES), name="state_known"), Index("ix_upload_agency", "agency", "made", "id")
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """A random name that nobody can guess; also what its act's request key is made from."""
    kind: Mapped[str]
    """Kind of record."""
    agency: Mapped[str]
    """Code of the agency whose file it is."""
    person: Mapped[str]
    """Who uploaded it, or who gave the link by which it came."""
    sender: Mapped[str | None]
    """The operator who handed it in by a link."""
    name: Mapped[str]
    """The file's name as the sender has it; shown, never used as a path."""
    sha256: Mapped[str]
    """Hash of its bytes, hexadecimal."""
    size: Mapped[int]
    """Its bytes."""
    state: Mapped[str]
    """One of STATES."""
    mapping: Mapped[str | None]
    """What a person has said about sheet and columns, as JSON."""
    convention: Mapped[str | None]
    """How this file writes numbers and dates, where a person has said so."""
    encoding: Mapped[str | None]
    """Code page of a text file, where a person has said so."""
    keep_unresolved: Mapped[int]
    """1 when rows whose amount must still be chosen are recorded as unresolved."""
    corrections: Mapped[str]
    """Cells put right in the browser, as JSON: sheet to row to field to text."""
    judged: Mapped[str | None]
    """What the last judgement came to, as JSON."""
    decision: Mapped[str | None]
    """What was decided and by whom, as JSON."""
    job: Mapped[str | None]
    """The job that works on it, or did last."""
    undone: Mapped[int | None]
    """The act that took it all back."""
    made: Mapped[datetime]
    """When it came."""


class HandIn(Aside):
    """A link by which one operator hands in one file: named once, kept only as a hash."""

    __tablename__ = "hand_in"
    __table_args__ = laid(
        Index("uq_hand_in_code", "code_hash", unique=True), Index("ix_hand_in_agency", "agency", "made", "id")
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """A random name, for the pages of the agency."""
    code_hash: Mapped[bytes]
    """SHA-256 of the code in the link."""
    agency: Mapped[str]
    """Code of the agency that asks for the file."""
    person: Mapped[str]
    """Who made the link."""
    operator: Mapped[str]
    """Whom it was made for, as the inspector wrote it."""
    kind: Mapped[str]
    """Kind of record the file holds."""
    until: Mapped[datetime]
    """It opens nothing from then on."""
    attempts: Mapped[int]
    """Files sent so far, most of them no files."""
    upload: Mapped[str | None]
    """The upload it led to; it opens nothing any more."""
    withdrawn: Mapped[int]
    """1 when its maker took it back."""
    made: Mapped[datetime]
    """When it was made."""


class ExportChoice(Aside):
    """The columns one person takes away with the records of a kind; without a row, all of them."""

    __tablename__ = "export_choice"

    person: Mapped[str] = mapped_column(primary_key=True)
    """Who."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Kind of record."""
    columns: Mapped[str]
    """Keys of the fields, separated by blanks."""
