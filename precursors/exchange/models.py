"""What importing remembers: mappings a person has confirmed."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Working


class ConfirmedMapping(Working):
    """A mapping that led to a committed import, kept for files of the same agency with the same headings."""

    __tablename__ = "confirmed_mapping"

    agency: Mapped[str] = mapped_column(primary_key=True)
    """Agency code."""
    kind: Mapped[str] = mapped_column(primary_key=True)
    """Kind of record."""
    signature: Mapped[str] = mapped_column(primary_key=True)
    """What the layout is remembered by: a hash of its headings."""
    mapping: Mapped[str]
    """The mapping as JSON, in the form in which it was handed in, for any sheet."""
