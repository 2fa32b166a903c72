"""Flags and their dispositions."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, laid, one_of
from precursors.db.types import Big

STATES = ("open", "confirmed", "dismissed", "unclear")

BLOCK_BITS = 8
BLOCK = 1 << BLOCK_BITS
"""Records of one block. Its place and the leaf of a flag make a number of 32 bits."""


class Flag(Fact):
    """A rule's finding. One per act, rule and cause; what it saw is kept, so it can be replayed years later."""

    __tablename__ = "flag"
    __table_args__ = laid(
        CheckConstraint("score BETWEEN 0 AND 1000", name="score_per_mille"),
        Index("ix_flag_rule", "rule", "cause"),
    )
    prefix = "FLG"
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: ("agency", "rule", "version", "edition", "cause", "score", "kind", "subjects", "count", "inputs")
    }
    facts = (2, (*earlier[1], "head"))

    agency: Mapped[str]
    """Code of the agency that may see it."""
    rule: Mapped[str]
    """Rule code, or raised-by-hand."""
    version: Mapped[int]
    """Version of the rule."""
    edition: Mapped[str | None]
    """Edition of law the rule read."""
    cause: Mapped[str]
    """What it is about: a licence number, an operator, substance and HS code."""
    score: Mapped[int]
    """Per mille, 0 to 1000."""
    kind: Mapped[str]
    """Table of the subjects."""
    subjects: Mapped[str]
    """Keys of the subjects as ascending ranges: `33554432-33554440,33554450`."""
    count: Mapped[int]
    """How many subjects."""
    inputs: Mapped[str]
    """JSON object of the texts the rule compared."""
    head: Mapped[int | None]
    """Key of the record that flags of one matter share: the last of a few subjects; None where a flag stands alone.

    Derived from `subjects` for look-up; flags from before there were groups have none.
    """


Index(
    "ix_flag_head", Flag.head, Flag.kind, sqlite_where=Flag.head.is_not(None), postgresql_where=Flag.head.is_not(None)
)
Index("ix_flag_agency", Flag.agency, Flag.score.desc(), Flag.id)  # the order of the list, scores fall and keys rise


class Disposition(Fact):
    """What a person says of a flag."""

    __tablename__ = "disposition"
    __table_args__ = laid(
        CheckConstraint(one_of("state", "open", "confirmed", "dismissed", "unclear"), name="state_known"),
        CheckConstraint("state <> 'dismissed' OR reason IS NOT NULL", name="dismissed_with_reason"),
        Index("ix_disposition_flag", "flag"),
    )
    facts = (1, ("flag", "state", "reason"))

    flag: Mapped[int] = mapped_column(Big, ForeignKey("flag.id"))
    """The flag."""
    state: Mapped[str]
    """open, confirmed, dismissed or unclear."""
    reason: Mapped[str | None]
    """Why; demanded for a dismissal."""


class Flagged(Cache):
    """Which flags of one act are about which records of a block: so that a list finds the flags of its rows."""

    __tablename__ = "flagged"
    __table_args__ = laid(Index("ix_flagged_act", "act"), sqlite_with_rowid=False)

    kind: Mapped[str] = mapped_column(primary_key=True)
    """Table of the records."""
    block: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """Key of each record of the block without its last `BLOCK_BITS` bits."""
    act: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """The act that raised the flags."""
    marks: Mapped[bytes]
    """A byte for each record of the block: 1 where some of these flags is about it."""
    pairs: Mapped[bytes]
    """Ascending numbers of four bytes, the highest first: place of the record in the block, leaf of the flag."""
