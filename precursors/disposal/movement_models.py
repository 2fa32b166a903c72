"""The document that goes with a load, and what each who signed it weighed and counted."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big


class DisposalWaybill(Fact):
    """The movement document of an order's load, from store to site: what an e-Manifest asks beside the goods."""

    __tablename__ = "disposal_waybill"
    __table_args__ = laid(
        Index("ix_disposal_waybill_order", "order_id"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "WMD"
    personal = ("phone", "vehicle", "carriers")
    facts = (
        1,
        (
            "agency", "order_id", "number", "generator_number", "phone", "carrier", "carrier_number", "vehicle",
            "carriers", "facility_number", "handling", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that answers for the order."""
    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    number: Mapped[str]
    """Tracking number, as stated."""
    generator_number: Mapped[str | None]
    """Number under which the store is registered, as stated."""
    phone: Mapped[str]
    """Telephone for emergencies on the way, as stated."""
    carrier: Mapped[str]
    """Name of the carrier, as stated."""
    carrier_number: Mapped[str | None]
    """Number under which the carrier is registered, as stated."""
    vehicle: Mapped[str]
    """Registration of the vehicle, as stated."""
    carriers: Mapped[str]
    """User names of those who carry, in the order in which they take over, joined by blanks."""
    facility_number: Mapped[str | None]
    """Number under which the site is registered, as stated."""
    handling: Mapped[str | None]
    """Handling instructions, as stated."""
    key: Mapped[bytes]
    """Natural key: agency, number."""


class WaybillCount(Fact):
    """What one who signed the document weighed and counted of one line."""

    __tablename__ = "waybill_count"
    __table_args__ = laid(
        Index("ix_waybill_count_order", "order_id"),
        CheckConstraint("ug >= 0 AND uncertainty_ug >= 0 AND pieces >= 0", name="not_below_zero"),
        CheckConstraint(one_of("verdict", "as-sent", "held", "significant"), name="verdict_known"),
    )
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: ("order_id", "signature", "line", "ug", "uncertainty_ug", "pieces", "verdict"),
    }
    facts = (2, (*earlier[1], "settle_by"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    signature: Mapped[int] = mapped_column(Big, ForeignKey("disposal_signature.id"))
    """The signature it was given with."""
    line: Mapped[int] = mapped_column(Big, ForeignKey("disposal_line.id"))
    """The line."""
    ug: Mapped[int]
    """Net mass, micrograms."""
    uncertainty_ug: Mapped[int]
    """Standard uncertainty of it."""
    pieces: Mapped[int]
    """Containers."""
    verdict: Mapped[str]
    """Beside what was signed before: as-sent, held or significant."""
    settle_by: Mapped[date | None]
    """Last day to settle a significant difference."""
