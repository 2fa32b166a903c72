"""What was shown to somebody outside, and what of it they were given."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of
from precursors.scope.models import TIERS

RECEIVERS = ("court", "prosecutor", "agency", "foreign", "defence")


class Disclosure(Fact):
    """One package of evidence given to somebody on a legal ground; written before a byte of it leaves."""

    __tablename__ = "disclosure"
    __table_args__ = laid(
        Index("ix_disclosure_file", "file_key"),
        CheckConstraint(one_of("receiver_kind", *RECEIVERS), name="receiver_kind_known"),
        CheckConstraint(one_of("tier", *TIERS), name="tier_known"),
        CheckConstraint("length(sha256) = 32", name="sha256_length"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "DSC"
    confined_by = "file_key"
    personal = ("receiver", "ground", "purpose")
    facts = (
        1,
        (
            "agency", "file_key", "receiver", "receiver_kind", "ground", "purpose", "tier", "records", "left_out",
            "sha256", "size", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency whose case it is."""
    file_key: Mapped[bytes]
    """Natural key of the case."""
    receiver: Mapped[str]
    """Who received it, as stated."""
    receiver_kind: Mapped[str]
    """court, prosecutor, agency, foreign or defence."""
    ground: Mapped[str]
    """Provision that allows or demands it, as stated."""
    purpose: Mapped[str]
    """What the receiver may use it for, as stated."""
    tier: Mapped[str]
    """nominal or non-nominal."""
    records: Mapped[int]
    """How many records it holds."""
    left_out: Mapped[int]
    """Records of the case that belong to others and were therefore left out."""
    sha256: Mapped[bytes]
    """Hash of the package."""
    size: Mapped[int]
    """Its bytes."""
    key: Mapped[bytes]
    """Natural key: case, the act."""
