"""What the API remembers of requests, so that one whose answer was lost can be sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.aside import Aside
from precursors.db.tables import laid, one_of


class Asked(Aside):
    """One request that named itself by an Idempotency-Key."""

    __tablename__ = "asked"
    __table_args__ = laid(
        CheckConstraint(one_of("state", "open", "done"), name="state_known"), Index("ix_asked_made", "made")
    )

    key: Mapped[bytes] = mapped_column(primary_key=True)
    """SHA-256 of who asked and the key they gave."""
    request: Mapped[bytes]
    """SHA-256 of what was asked: method, address, body."""
    state: Mapped[str]
    """open while it is being done; done once it was answered."""
    status: Mapped[int | None]
    """Status of the answer."""
    headers: Mapped[str | None]
    """Headers of the answer that matter, as JSON."""
    body: Mapped[bytes | None]
    """Body of the answer."""
    made: Mapped[datetime]
    """When it came."""
