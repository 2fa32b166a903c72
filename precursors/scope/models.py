"""What agencies share with one another, and who has read what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.aside import Aside
from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big

NOMINAL, WITHOUT_NAMES = TIERS = ("nominal", "non-nominal")
"""The record as it is; the record without what its model calls personal."""


class Share(Fact):
    """One record shown to one other agency, for a purpose, until a day. It is withdrawn by reversing it."""

    __tablename__ = "share"
    __table_args__ = laid(
        CheckConstraint(one_of("tier", *TIERS), name="tier_known"),
        CheckConstraint("receiver <> agency", name="to_another_agency"),
        Index("ix_share_receiver", "receiver", "subject"),
        Index("ix_share_agency", "agency", "id"),
        Index("ix_share_subject", "subject"),
    )
    prefix = "SHR"
    confined_by = "subject"
    facts = (1, ("agency", "receiver", "kind", "subject", "record", "purpose", "tier", "until", "key"))

    agency: Mapped[str]
    """Code of the agency whose record it is: the giver."""
    receiver: Mapped[str]
    """Code of the agency that may read it."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[bytes]
    """Natural key of the record, so that the share follows its corrections."""
    record: Mapped[int]
    """Key of the record as it stood when it was shared."""
    purpose: Mapped[str]
    """What the receiver may use it for."""
    tier: Mapped[str]
    """nominal or non-nominal."""
    until: Mapped[date]
    """Last day on which it may be read."""
    key: Mapped[bytes]
    """Natural key: giver, receiver, record, purpose, tier, last day."""


class Reading(Aside):
    """One page on which somebody read records of one agency; written when the page was answered."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_owner", "owner", "id"),
        Index("ix_reading_agency", "agency", "id"),
        {"sqlite_strict": True},
    )
    grows_only = True

    id: Mapped[int] = mapped_column(Big, Identity(), primary_key=True)
    """In the order of writing."""
    at: Mapped[datetime]
    """The database's time, UTC."""
    person: Mapped[str]
    """Who read."""
    agency: Mapped[str | None]
    """The agency they read for."""
    owner: Mapped[str]
    """The agency whose records they are."""
    page: Mapped[str]
    """Name of the page."""
    asked: Mapped[str]
    """Its address with the filter."""
    kind: Mapped[str]
    """Table of the records."""
    records: Mapped[str]
    """Keys of the records on the page, joined by commas."""
    why: Mapped[str]
    """What for, where the page knows it: a download, a proof; empty for looking."""
