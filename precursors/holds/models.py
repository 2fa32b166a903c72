"""Holds on records, and their end."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid
from precursors.db.types import Big


class Hold(Fact):
    """Somebody with the right to it forbids that anything be done to a record, until they lift it or a day is past."""

    __tablename__ = "hold"
    __table_args__ = laid(
        Index("ix_hold_subject", "kind", "subject"),
        Index("ix_hold_agency", "agency", "id"),
        CheckConstraint("length(subject) = 16", name="subject_is_128_bits"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "HLD"
    confined_by = "subject"
    personal = ("authority", "number", "ground")
    facts = (1, ("agency", "kind", "subject", "record", "authority", "number", "ground", "until", "key"))

    agency: Mapped[str]
    """Code of the agency that placed it, which alone can lift it."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[bytes]
    """Natural key of the record, so that the hold follows its corrections."""
    record: Mapped[str]
    """Reference of the record as it stood when the hold was placed."""
    authority: Mapped[str]
    """Court, prosecutor or authority that orders it, as stated."""
    number: Mapped[str | None]
    """Number of the order or case, as stated."""
    ground: Mapped[str]
    """Legal ground, as stated."""
    until: Mapped[date | None]
    """Last day on which it holds; None until it is lifted."""
    key: Mapped[bytes]
    """Natural key: agency, record, the act."""


class HoldLift(Fact):
    """The end of a hold, by the agency that placed it, once."""

    __tablename__ = "hold_lift"
    __table_args__ = laid(Index("uq_hold_lift_hold", "hold", unique=True))
    beside = ("hold", "hold")
    personal = ("reason",)
    facts = (1, ("agency", "hold", "reason"))

    agency: Mapped[str]
    """Code of the agency that placed the hold."""
    hold: Mapped[int] = mapped_column(Big, ForeignKey("hold.id"))
    """The hold."""
    reason: Mapped[str]
    """Why it ends."""
