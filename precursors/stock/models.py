"""Returns of stock, their lines, and what is said about them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

STREAMS = ("official", "internal", "establishment")
"""Who reads a comment: both sides, the agency alone, both sides as written by the establishment."""


class StockReturn(Fact):
    """One declaration that is expected of an operator: a site, a period, the day it is due."""

    __tablename__ = "stock_return"
    __table_args__ = laid(
        Index("ix_stock_return_due", "agency", "due"),
        Index("ix_stock_return_who", "agency", "who", "last"),
        CheckConstraint("last >= first", name="period_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "RET"
    personal = ("operator", "who", "site", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: ("agency", "operator", "who", "site", "period", "first", "last", "due", "basis", "key"),
    }
    facts = (2, (*earlier[1], "notes"))

    agency: Mapped[str]
    """Code of the agency it is declared to."""
    operator: Mapped[str]
    """Identifier of the registered operator, else the operator as stated."""
    who: Mapped[str]
    """Natural key of the registered operator in hexadecimal, else `party:` and the folded name."""
    site: Mapped[str | None]
    """Site or establishment, as stated; None where the operator declares as one."""
    period: Mapped[str]
    """2026-03, 2026-Q1 or 2026."""
    first: Mapped[date]
    """First day of the period."""
    last: Mapped[date]
    """Last day of the period."""
    due: Mapped[date | None]
    """Last day on which it is in time; None where the law seen does not say."""
    basis: Mapped[str | None]
    """The law the due day rests on."""
    key: Mapped[bytes]
    """Natural key: agency, operator, site, period."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""


class StockLine(Fact):
    """One line of a return: a substance, perhaps one process of it. Texts as stated beside the amounts they mean."""

    __tablename__ = "stock_line"
    __table_args__ = laid(
        Index("ix_stock_line_return", "return_key"),
        Index("ix_stock_line_who", "agency", "who", "last"),
        Index("ix_stock_line_process", "agency", "substance", "last"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("length(return_key) = 16", name="return_key_is_128_bits"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "STL"
    personal = ("operator", "who", "site", "process_name", "sworn_by", "comment", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "return_key", "operator", "who", "site", "period", "first", "last", "substance", "process_name",
            "unit", "concentration", "basis", "salt", "measure", "opening", "received", "sent", "produced", "used",
            "loss", "waste", "closing", "counted", "opening_amount", "received_amount", "sent_amount",
            "produced_amount", "used_amount", "loss_amount", "waste_amount", "closing_amount", "counted_amount",
            "output", "coefficient", "coefficient_amount", "sworn_by", "sworn_on", "comment", "notes", "key",
        ),
    }  # fmt: skip
    facts = (2, (*earlier[1], "output_unit"))

    agency: Mapped[str]
    """Code of the agency it is declared to."""
    return_key: Mapped[bytes]
    """Natural key of the return it belongs to."""
    operator: Mapped[str]
    """Operator, as stated."""
    who: Mapped[str]
    """Natural key of the registered operator in hexadecimal, else `party:` and the folded name."""
    site: Mapped[str | None]
    """Site, as stated."""
    period: Mapped[str]
    """2026-03, 2026-Q1 or 2026."""
    first: Mapped[date]
    """First day of the period."""
    last: Mapped[date]
    """Last day of the period."""
    substance: Mapped[str]
    """Key of the substance."""
    process_name: Mapped[str | None]
    """Process in which it was used, as stated."""
    unit: Mapped[str | None]
    """Unit of the amounts, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """Basis of the strength, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    measure: Mapped[str]
    """base_ug or ul: what the amounts count."""
    opening: Mapped[str | None]
    """Opening stock, as stated."""
    received: Mapped[str | None]
    """Came in, as stated."""
    sent: Mapped[str | None]
    """Went out, as stated."""
    produced: Mapped[str | None]
    """Was made, as stated."""
    used: Mapped[str | None]
    """Was used, as stated."""
    loss: Mapped[str | None]
    """Was lost in the process, as stated."""
    waste: Mapped[str | None]
    """Became waste, as stated."""
    closing: Mapped[str | None]
    """Closing stock by the books, as stated."""
    counted: Mapped[str | None]
    """Closing stock as counted, as stated."""
    opening_amount: Mapped[int | None]
    """Opening in the measure; None is unknown."""
    received_amount: Mapped[int | None]
    """Came in, in the measure."""
    sent_amount: Mapped[int | None]
    """Went out, in the measure."""
    produced_amount: Mapped[int | None]
    """Was made, in the measure."""
    used_amount: Mapped[int | None]
    """Was used, in the measure."""
    loss_amount: Mapped[int | None]
    """Was lost, in the measure."""
    waste_amount: Mapped[int | None]
    """Became waste, in the measure."""
    closing_amount: Mapped[int | None]
    """Closing by the books, in the measure."""
    counted_amount: Mapped[int | None]
    """Closing as counted, in the measure."""
    output: Mapped[str | None]
    """Product made, a decimal in the output unit."""
    coefficient: Mapped[str | None]
    """How much of the substance one unit of the product takes, as stated."""
    coefficient_amount: Mapped[int | None]
    """The same in the measure."""
    sworn_by: Mapped[str | None]
    """Who swears to it, as stated."""
    sworn_on: Mapped[date | None]
    """Day it was sworn to."""
    comment: Mapped[str | None]
    """What the establishment says of the line."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, operator, site, period, substance, process."""
    output_unit: Mapped[str | None]
    """Unit of the product made, as stated: litres of paint, tonnes …"""


class StockComment(Fact):
    """What somebody says of a return, in one of three streams."""

    __tablename__ = "stock_comment"
    __table_args__ = laid(
        Index("ix_stock_comment_return", "return_key"),
        CheckConstraint(one_of("stream", *STREAMS), name="stream_known"),
        CheckConstraint("length(return_key) = 16", name="return_key_is_128_bits"),
    )
    personal = ("text",)
    facts = (1, ("agency", "return_key", "stream", "about", "text"))

    agency: Mapped[str]
    """Code of the agency the return is declared to."""
    return_key: Mapped[bytes]
    """Natural key of the return."""
    stream: Mapped[str]
    """official, internal or establishment."""
    about: Mapped[str | None]
    """Substance and difference it explains, `acetone received`; None where it speaks of the whole return."""
    text: Mapped[str]
    """What is said."""
