"""The log's own tables: acts, the spans of rows they wrote, and the seals that close them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, Table, laid
from precursors.db.types import Big


class Act(Table):
    """Who did what, when and why. Its deferred key to its seal forbids a commit without one."""

    __tablename__ = "act"
    __table_args__ = laid(
        Index("uq_act_request_key", "request_key", unique=True),
        CheckConstraint("id >= 0", name="id_from_nought"),
    )
    sort = "fact"
    read_by_all = True

    id: Mapped[int] = mapped_column(
        Big,
        ForeignKey("seal.act", deferrable=True, initially="DEFERRED", use_alter=True, name="fk_act_seal"),
        primary_key=True,
        autoincrement=False,
    )
    """Dense from 0, the genesis."""
    kind: Mapped[str]
    """What was done: import-shipments, reverse, add-agency …"""
    actor: Mapped[str]
    """The person or, from the command line, the local operator."""
    agency: Mapped[str | None]
    """Code of the agency on whose behalf, if one."""
    at: Mapped[datetime]
    """The database's time, UTC; never earlier than the act before."""
    reason: Mapped[str | None]
    """Why, where the kind of act asks for it."""
    request_key: Mapped[str | None]
    """What a client names its request by, so that a retry finds the act instead of repeating it."""


class Span(Table):
    """One run of rows of one table within an act: leaves `first` to `first + count - 1`."""

    __tablename__ = "span"
    __table_args__ = laid(
        CheckConstraint("count > 0", name="count_positive"),
        CheckConstraint("first >= 0", name="first_from_nought"),
        Index("ix_span_ref", "kind", "ref_year", "ref_first"),
    )
    sort = "fact"

    act: Mapped[int] = mapped_column(Big, ForeignKey("act.id"), primary_key=True, autoincrement=False)
    """The act."""
    first: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    """Leaf number of the run's first row."""
    count: Mapped[int]
    """Rows in the run."""
    kind: Mapped[str]
    """Table name of the rows."""
    version: Mapped[int]
    """Version of the rows' canonical form."""
    ref_year: Mapped[int | None]
    """Year in the rows' human references, where the kind has them."""
    ref_first: Mapped[int | None]
    """Number of the first row's reference; the others follow."""


class Seal(Table):
    """What closes an act: inserted last, checked by the database against chain, spans and transfers."""

    __tablename__ = "seal"
    __table_args__ = laid(
        CheckConstraint("length(root) = 32", name="root_is_sha256"),
        CheckConstraint("length(prev) = 32", name="prev_is_sha256"),
        CheckConstraint("length(hash) = 32", name="hash_is_sha256"),
        CheckConstraint("leaves >= 0", name="leaves_from_nought"),
    )
    sort = "fact"

    act: Mapped[int] = mapped_column(Big, ForeignKey("act.id"), primary_key=True, autoincrement=False)
    """The act it closes."""
    leaves: Mapped[int]
    """How many rows the act wrote."""
    root: Mapped[bytes]
    """Merkle root of their leaf hashes."""
    prev: Mapped[bytes]
    """Hash of the act before; of the genesis, 32 zero bytes."""
    hash: Mapped[bytes]
    """Leaf hash of the act's header, which is its leaf in the log."""


class Current(Cache):
    """Natural key to the latest standing row. Facts have no unique keys of their own: a reversed row frees its key."""

    __tablename__ = "current"
    __table_args__ = laid(CheckConstraint("length(key) = 16", name="key_is_128_bits"), sqlite_with_rowid=False)

    key: Mapped[bytes] = mapped_column(primary_key=True)
    """BLAKE2b-128 of kind, agency and the fields that name the record."""
    id: Mapped[int]
    """The fact that stands now."""


class Reversal(Fact):
    """A record taken back, once, by a later act; its transfers mirror those of the record."""

    __tablename__ = "reversal"
    __table_args__ = laid(Index("uq_reversal_target", "target", unique=True))
    facts = (1, ("target",))

    target: Mapped[int]
    """Key of the fact that no longer stands."""
