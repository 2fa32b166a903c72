"""What was done under an order: weighed, logged, deviated from, reconciled, certified, refused. All of it facts."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big


class DisposalReceipt(Fact):
    """A lot weighed and counted again where it is destroyed."""

    __tablename__ = "disposal_receipt"
    __table_args__ = laid(
        Index("ix_disposal_receipt_order", "order_id"),
        CheckConstraint("received_ug >= 0 AND uncertainty_ug >= 0 AND pieces >= 0", name="not_below_zero"),
        CheckConstraint(one_of("verdict", "as-sent", "held", "significant"), name="verdict_known"),
    )
    facts = (1, ("order_id", "line", "received_ug", "uncertainty_ug", "pieces", "instrument", "verdict", "settle_by"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    line: Mapped[int] = mapped_column(Big, ForeignKey("disposal_line.id"))
    """The line."""
    received_ug: Mapped[int]
    """Net mass at the site, micrograms."""
    uncertainty_ug: Mapped[int]
    """Standard uncertainty of it."""
    pieces: Mapped[int]
    """Containers at the site."""
    instrument: Mapped[str]
    """The scale."""
    verdict: Mapped[str]
    """as-sent, held or significant."""
    settle_by: Mapped[date | None]
    """Last day to settle a significant difference."""


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


class DisposalStep(Fact):
    """One step of the protocol as it was logged; a claim until everybody it names has said that it was so."""

    __tablename__ = "disposal_step"
    __table_args__ = laid(
        Index("ix_disposal_step_order", "order_id"),
        CheckConstraint(one_of("verdict", "pass", "fail", "inconclusive", "conflict"), name="verdict_known"),
        CheckConstraint(one_of("way", "online", "offline"), name="way_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "order_id", "uuid", "step", "performer", "witness", "at", "way", "evidence", "verdict", "findings",
            "protocol", "key",
        ),
    }  # fmt: skip
    earlier[2] = (*earlier[1], "begun", "called")
    facts = (3, (*earlier[2], "container"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    uuid: Mapped[str]
    """The client's own name for this entry: sent twice, it is written once."""
    step: Mapped[str]
    """Key of the step in the protocol."""
    performer: Mapped[str]
    """Who did it."""
    witness: Mapped[str | None]
    """Who watched."""
    at: Mapped[str]
    """When it was done, as the clock there had it, ISO 8601."""
    way: Mapped[str]
    """online or offline."""
    evidence: Mapped[str]
    """What was handed in, as canonical JSON."""
    verdict: Mapped[str]
    """pass, fail, inconclusive; conflict where it could not be taken as it came and waits for a person."""
    findings: Mapped[str]
    """Rule, observed and limit of each piece of evidence, or the reasons of a conflict, as canonical JSON."""
    protocol: Mapped[str]
    """Hash of the protocol it was judged by."""
    key: Mapped[bytes]
    """Natural key: agency, uuid."""
    begun: Mapped[str | None]
    """When it was begun, ISO 8601, where the protocol asks how long it took."""
    called: Mapped[str | None]
    """When a witness was called who did not come, ISO 8601."""
    container: Mapped[str | None]
    """Lot and number of the container it is about, where the step is done with each."""


class DisposalDeviation(Fact):
    """Something that went otherwise than the protocol says. Who raised it stands in the act."""

    __tablename__ = "disposal_deviation"
    __table_args__ = laid(
        Index("ix_disposal_deviation_order", "order_id"),
        CheckConstraint(one_of("grade", "minor", "major", "critical"), name="grade_known"),
    )
    facts = (1, ("order_id", "step", "rule", "observed", "limits", "grade", "person"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    step: Mapped[int | None] = mapped_column(Big, ForeignKey("disposal_step.id"))
    """The entry of a step it is about."""
    rule: Mapped[str]
    """Which rule was not kept."""
    observed: Mapped[str]
    """What was seen."""
    limits: Mapped[str]
    """What it should have been."""
    grade: Mapped[str]
    """minor, major or critical."""
    person: Mapped[str]
    """Who raised it, or whose entry did."""


class DeviationDecision(Fact):
    """The one decision on a deviation; the reason stands in the act."""

    __tablename__ = "deviation_decision"
    __table_args__ = laid(
        Index("uq_deviation_decision_deviation", "deviation", unique=True),
        CheckConstraint(one_of("decision", "accept", "repeat", "stop", "child-order"), name="decision_known"),
    )
    facts = (1, ("deviation", "decision", "remedy"))

    deviation: Mapped[int] = mapped_column(Big, ForeignKey("disposal_deviation.id"))
    """The deviation."""
    decision: Mapped[str]
    """accept, repeat, stop or child-order."""
    remedy: Mapped[str]
    """What is done so that it does not happen again."""


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


class DisposalRefusal(Fact):
    """Something that was asked of an order and refused: kept, so that it can be seen what was tried."""

    __tablename__ = "disposal_refusal"
    __table_args__ = laid(Index("ix_disposal_refusal_order", "order_id"))
    facts = (1, ("order_id", "verb", "codes", "told"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    verb: Mapped[str]
    """What was asked."""
    codes: Mapped[str]
    """Codes of the reasons, joined by blanks."""
    told: Mapped[str]
    """Values of the reasons, as canonical JSON."""
