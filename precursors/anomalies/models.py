"""What is usual, as it was counted."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, laid


class Usual(Cache):
    """How often what was seen among the standing shipments of all acts up to one: what rules hold an order against.

    The row `acts` says up to which, and the hash of the others; a run counts what came since, and takes away what was
    reversed. It counts everything anew where a row is not what was written down.
    """

    __tablename__ = "usual"
    __table_args__ = laid(sqlite_with_rowid=False)

    what: Mapped[str] = mapped_column(primary_key=True)
    """amount, price, weight, size, way or forwarder; `acts` for the last act that was counted."""
    about: Mapped[str] = mapped_column(primary_key=True)
    """Of what: a substance, a substance with year and currency, an origin with a destination; or nothing."""
    counts: Mapped[str]
    """JSON object: level of a figure, or text, to how often; kept sorted."""
