"""Which governments asked to be told before goods are sent to them (1988 Convention, article 12, paragraph 10 (a))."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class NotificationRequest(Fact):
    """One government's request for pre-export notifications of a substance, or of a whole table of the Convention."""

    __tablename__ = "notification_request"
    __table_args__ = laid(
        Index("ix_notification_request_key", "key"),
        Index("ix_notification_request_country", "country", "since"),
        CheckConstraint("(substance IS NULL) <> (listed IS NULL)", name="substance_or_table"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "NRQ"
    facts = (1, ("agency", "country", "substance", "listed", "since", "until", "source", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    country: Mapped[str]
    """ISO 3166-1 alpha-2 code of the importing state that asked."""
    substance: Mapped[str | None]
    """Key of the substance it asked about."""
    listed: Mapped[str | None]
    """Name of the list it asked about as a whole, such as UN:I."""
    since: Mapped[date]
    """Day on which the Secretary-General told the governments."""
    until: Mapped[date | None]
    """Last day of the request, where it was withdrawn."""
    source: Mapped[str]
    """Note or publication it was read in, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, country, substance or list, day."""
