"""What ends an order: amounts that count, their balance, the certificate."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big


class DisposalEntry(Fact):
    """An amount of a line that went somewhere, or a reagent that was put in."""

    __tablename__ = "disposal_entry"
    __table_args__ = laid(
        Index("ix_disposal_entry_order", "order_id"),
        CheckConstraint("ug > 0 AND uncertainty_ug >= 0", name="something_went"),
        CheckConstraint(
            one_of("part", "sample-kept", "sample-used", "returned", "disposed", "residue", "loss", "added"),
            name="part_known",
        ),
        CheckConstraint("reagent IS NULL OR part = 'added'", name="reagents_are_added"),
    )
    facts = (1, ("order_id", "line", "part", "ug", "uncertainty_ug", "instrument", "reagent", "why"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    line: Mapped[int] = mapped_column(Big, ForeignKey("disposal_line.id"))
    """The line."""
    part: Mapped[str]
    """sample-kept, sample-used, returned, disposed, residue, loss; or added: never material of the line."""
    ug: Mapped[int]
    """How much, micrograms."""
    uncertainty_ug: Mapped[int]
    """Standard uncertainty of it."""
    instrument: Mapped[str | None]
    """The scale."""
    reagent: Mapped[str | None]
    """What was added, by its key."""
    why: Mapped[str]
    """Why a loss is one, where a return went, where a residue stays."""


class Reconciliation(Fact):
    """The balance of one line as it was closed. The database itself takes none beyond its limit."""

    __tablename__ = "reconciliation"
    __table_args__ = laid(
        Index("uq_reconciliation_line", "line", unique=True),
        CheckConstraint(
            "unexplained_ug = seized_ug - kept_ug - used_ug - returned_ug - disposed_ug - residue_ug - loss_ug",
            name="sums_up",
        ),
        CheckConstraint("unexplained_ug <= limit_ug AND -unexplained_ug <= limit_ug", name="within_its_limit"),
    )
    facts = (
        1,
        (
            "order_id", "line", "seized_ug", "kept_ug", "used_ug", "returned_ug", "disposed_ug", "residue_ug",
            "loss_ug", "added_ug", "unexplained_ug", "uncertainty_ug", "limit_ug",
        ),
    )  # fmt: skip

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    line: Mapped[int] = mapped_column(Big, ForeignKey("disposal_line.id"))
    """The line."""
    seized_ug: Mapped[int]
    """As seized."""
    kept_ug: Mapped[int]
    """Samples that are kept."""
    used_ug: Mapped[int]
    """Samples that were used up."""
    returned_ug: Mapped[int]
    """Returned to licit use, or left for another order."""
    disposed_ug: Mapped[int]
    """Destroyed."""
    residue_ug: Mapped[int]
    """Left as residue of the line's own material."""
    loss_ug: Mapped[int]
    """Declared lost."""
    added_ug: Mapped[int]
    """Put in: in no sum."""
    unexplained_ug: Mapped[int]
    """What nobody can say."""
    uncertainty_ug: Mapped[int]
    """Combined."""
    limit_ug: Mapped[int]
    """Most that may be unexplained."""


class DisposalCertificate(Fact):
    """The certificate of an order: the canonical data it rests on. A corrected one is the next version."""

    __tablename__ = "disposal_certificate"
    __table_args__ = laid(
        Index("ix_disposal_certificate_order", "order_id"),
        Index("uq_disposal_certificate_code", "code", unique=True),
        Index("uq_disposal_certificate_version", "order_id", "version", unique=True),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CRT"
    personal = ("content",)
    facts = (1, ("agency", "order_id", "version", "content", "sha256", "code", "key"))

    agency: Mapped[str]
    """Code of the agency that answers for the order."""
    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    version: Mapped[int]
    """1, and one more with each correction."""
    content: Mapped[str]
    """Canonical JSON of everything that is printed."""
    sha256: Mapped[str]
    """Hash of the content."""
    code: Mapped[str]
    """What anybody may look it up by."""
    key: Mapped[bytes]
    """Natural key: agency, order, version."""
