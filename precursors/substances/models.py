"""Watch lists: goods an agency wants to see although no list in force names them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class WatchItem(Fact):
    """One name on an agency's watch list."""

    __tablename__ = "watch_item"
    __table_args__ = laid(Index("ix_watch_item_agency", "agency"))
    facts = (1, ("agency", "name", "substance", "reason", "key"))

    agency: Mapped[str]
    """Code of the agency that watches."""
    name: Mapped[str]
    """The name of the goods, as the list has it."""
    substance: Mapped[str]
    """Key of the substance: one the registry knows, or one made from the name."""
    reason: Mapped[str | None]
    """Why it is watched."""
    key: Mapped[bytes]
    """Natural key: agency, folded name."""
