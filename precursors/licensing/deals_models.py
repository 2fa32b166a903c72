"""What was asked before a deal, and what was answered."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

ANSWERS = ("yes", "conditions", "no")
"""What may be answered to whoever wants to buy."""


class DealCheck(Fact):
    """The question whether somebody may buy, and its answer. Who asked stands in the act."""

    __tablename__ = "deal_check"
    __table_args__ = laid(
        Index("uq_deal_check_serial", "serial", unique=True),
        CheckConstraint(one_of("answer", *ANSWERS), name="answer_known"),
        CheckConstraint("until >= day", name="days_in_order"),
        CheckConstraint("length(serial) = 8", name="serial_is_64_bits"),
    )
    prefix = "CHK"
    facts = (
        1,
        (
            "agency", "buyer", "seller", "substance", "quantity", "unit", "base_ug", "ul", "activity", "day", "until",
            "answer", "because", "edition", "serial",
        ),
    )  # fmt: skip
    personal = ("buyer", "seller", "because")

    agency: Mapped[str]
    """Code of the agency that answered."""
    buyer: Mapped[str]
    """Identifier or name of the buyer, as stated."""
    seller: Mapped[str | None]
    """Identifier or name of the seller, as stated."""
    substance: Mapped[str]
    """Key of the substance."""
    quantity: Mapped[str]
    """As stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance."""
    ul: Mapped[int | None]
    """Microlitres, where it was stated as a volume."""
    activity: Mapped[str]
    """What the buyer would do: domestic for a purchase at home, import, export."""
    day: Mapped[date]
    """Day of the deal."""
    until: Mapped[date]
    """Last day on which the answer may be relied on."""
    answer: Mapped[str]
    """yes, conditions or no."""
    because: Mapped[str]
    """JSON list of the reasons: code and values each, and the paragraph where law gave it."""
    edition: Mapped[str]
    """Edition of the law it rests on."""
    serial: Mapped[bytes]
    """Random number that names the answer where nothing else of it may be told."""
