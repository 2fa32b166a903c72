"""What was done under an order: received, logged, deviated from, decided, refused. All of it facts."""

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
