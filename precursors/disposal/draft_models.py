"""Versions of protocols that somebody is still writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Working, laid


class ProtocolDraft(Working):
    """A version of a protocol that its agency is writing. It is evidence of nothing until it is handed in."""

    __tablename__ = "protocol_draft"
    __table_args__ = laid(CheckConstraint("saves >= 0", name="saves_counted"))

    uuid: Mapped[str] = mapped_column(primary_key=True)
    """What addresses call it by."""
    agency: Mapped[str]
    """Code of the agency whose people write it."""
    begun_from: Mapped[str | None]
    """Reference of the version it was begun from."""
    document: Mapped[str]
    """What it says so far, as JSON; parts may be missing or wrong."""
    saves: Mapped[int]
    """How often it was saved: whoever saves over another's change is told instead."""
    person: Mapped[str]
    """Who saved it last."""
    at: Mapped[datetime]
    """When that was."""
