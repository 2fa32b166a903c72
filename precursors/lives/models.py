"""Steps in the lives of records, and where each record stands."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, laid


class Transition(Fact):
    """One step of a record from a state to the next, by an act that says who and when."""

    __tablename__ = "transition"
    __table_args__ = laid(
        Index("ix_transition_subject", "kind", "subject", "id"),
        CheckConstraint("length(subject) = 16", name="subject_is_128_bits"),
    )
    confined_by = "subject"
    tells_of = ("kind", "subject")
    personal = ("reason", "detail")
    facts = (1, ("agency", "kind", "subject", "verb", "was", "state", "day", "reason", "document", "detail"))

    agency: Mapped[str]
    """Code of the agency whose record it is."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[bytes]
    """Natural key of the record, the same for all its versions."""
    verb: Mapped[str]
    """What was done: grant, suspend, release …"""
    was: Mapped[str | None]
    """State before; None where the record's life began with this step."""
    state: Mapped[str]
    """State after."""
    day: Mapped[date]
    """Day from which the new state holds; the act says when it was written down."""
    reason: Mapped[str | None]
    """Why, where the verb asks for it."""
    document: Mapped[bytes | None]
    """SHA-256 of the document it rests on, if one."""
    detail: Mapped[str | None]
    """What else the step says, as JSON with sorted keys."""


class State(Cache):
    """Where each record that has moved stands; `verify` compares it with the last step of each."""

    __tablename__ = "state"
    __table_args__ = laid(Index("ix_state_kind", "kind", "state", "since"), sqlite_with_rowid=False)

    subject: Mapped[bytes] = mapped_column(primary_key=True)
    """Natural key of the record."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Table of the record."""
    state: Mapped[str]
    """Its state."""
    since: Mapped[date]
    """Day from which it holds."""
    step: Mapped[int]
    """Key of the step that led here."""
