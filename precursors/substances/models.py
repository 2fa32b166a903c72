"""Watch lists: goods an agency wants to see although no list in force names them; words on hazard data."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of


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


class HazardWord(Fact):
    """A country's word on one part of the hazard data: confirmed by two people, or taken back. Read by all."""

    __tablename__ = "hazard_word"
    __table_args__ = laid(
        Index("ix_hazard_word_country", "country", "part"),
        CheckConstraint(one_of("word", "confirmed", "withdrawn"), name="word_known"),
        CheckConstraint("(word = 'confirmed') = (content IS NOT NULL)", name="what_was_confirmed_is_kept"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "HZW"
    read_by_all = True
    facts = (1, ("agency", "country", "part", "sha256", "content", "source", "checked", "word", "key"))

    agency: Mapped[str]
    """Code of the agency that gave it."""
    country: Mapped[str]
    """Country for which it holds."""
    part: Mapped[str]
    """Key of a substance, or the name of a table."""
    sha256: Mapped[str]
    """Hash of the content."""
    content: Mapped[str | None]
    """The content that was seen and confirmed, canonical JSON."""
    source: Mapped[str]
    """What it was compared with."""
    checked: Mapped[date]
    """Day on which the source was looked at."""
    word: Mapped[str]
    """confirmed or withdrawn."""
    key: Mapped[bytes]
    """Natural key: country, part, the act."""
