"""What was asked, and what another person said to it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big


class Approval(Fact):
    """Something one person wants done that another must agree to. Who asks, and why, stands in the act."""

    __tablename__ = "approval"
    __table_args__ = laid(Index("ix_approval_agency", "agency"))
    facts = (1, ("agency", "kind", "content", "until"))
    prefix = "APR"
    read_by_all = True

    agency: Mapped[str]
    """Code of the agency it concerns."""
    kind: Mapped[str]
    """What is to be done: `grant-role` …"""
    content: Mapped[str]
    """JSON object of all that the effect needs; the person who decides sees it whole."""
    until: Mapped[date]
    """Last day on which it can be decided."""


class ApprovalDecision(Fact):
    """The one answer to a request; when it is yes, the effect stands in the same act."""

    __tablename__ = "approval_decision"
    __table_args__ = laid(
        CheckConstraint(one_of("verdict", "approved", "refused"), name="verdict_known"),
        Index("uq_approval_decision_approval", "approval", unique=True),
    )
    facts = (1, ("approval", "verdict"))

    approval: Mapped[int] = mapped_column(Big, ForeignKey("approval.id"))
    """What was asked."""
    verdict: Mapped[str]
    """approved or refused."""
