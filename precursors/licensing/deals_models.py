"""What was asked before a deal, and what was answered."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

ANSWERS = ("yes", "conditions", "no")
"""What may be answered to whoever wants to buy."""


class DealCheck(Fact):
    """The question whether somebody may buy, and its answer. Who asked stands in the act."""

    __tablename__ = "deal_check"
    __table_args__ = laid(
        Index("ix_deal_check_key", "key"),
        CheckConstraint(one_of("answer", *ANSWERS), name="answer_known"),
        CheckConstraint("until >= day", name="days_in_order"),
        CheckConstraint("length(serial) = 16", name="serial_is_64_bits"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CHK"
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "buyer", "seller", "substance", "quantity", "unit", "concentration", "activity", "site", "day",
            "base_ug", "ul", "until", "answer", "because", "edition", "serial", "notes", "key",
        ),
    }  # fmt: skip
    facts = (2, (*earlier[1], "contains"))
    personal = ("buyer", "seller", "site", "because", "notes")

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
    concentration: Mapped[str | None]
    """Strength, as stated."""
    activity: Mapped[str]
    """What the buyer would do: domestic for a purchase at home, import or export."""
    site: Mapped[str | None]
    """Code of the buyer's site, as stated; empty where none was named."""
    day: Mapped[date]
    """Day of the deal."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance; None where nobody can say."""
    ul: Mapped[int | None]
    """Microlitres, where it was stated as a volume."""
    until: Mapped[date]
    """Last day on which the answer may be relied on."""
    answer: Mapped[str]
    """yes, conditions or no."""
    because: Mapped[str]
    """JSON list of the reasons: code and values each, the paragraph among them where law gave it."""
    edition: Mapped[str]
    """Edition of the law it rests on."""
    serial: Mapped[str]
    """Random number in hexadecimal that names the answer where nothing else of it may be told."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, serial; every question is a record of its own."""
    contains: Mapped[str | None]
    """What else of listed substances the goods hold, with strengths, as stated."""
