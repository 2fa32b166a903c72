"""Customer declarations of end use."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.parties import party


class CustomerDeclaration(Fact):
    """What a customer declared to a supplier about the use of a substance, for one deal or for up to a year."""

    __tablename__ = "customer_declaration"
    __table_args__ = laid(
        Index("ix_customer_declaration_key", "key"),
        CheckConstraint(one_of("term", "single", "multiple"), name="term_known"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "DCL"
    personal = ("number", "supplier", "folded_supplier", "customer", "folded_customer", "notes")
    folds: ClassVar[Folds] = {"folded_supplier": ("supplier", party), "folded_customer": ("customer", party)}
    facts = (
        1,
        (
            "agency", "number", "supplier", "customer", "substance", "stated_substance", "quantity", "unit", "amount",
            "measure", "term", "use", "signed_on", "valid_to", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    number: Mapped[str]
    """Number of the declaration, as stated."""
    supplier: Mapped[str]
    """Identifier or name of the supplier, as stated."""
    folded_supplier: Mapped[str]
    """The same without case, accents and punctuation, for look-up."""
    customer: Mapped[str]
    """Identifier or name of the customer, as stated."""
    folded_customer: Mapped[str]
    """The same without case, accents and punctuation, for look-up."""
    substance: Mapped[str]
    """Key of the substance."""
    stated_substance: Mapped[str | None]
    """The substance, as stated."""
    quantity: Mapped[str | None]
    """How much it covers, as stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    amount: Mapped[int | None]
    """How much it covers, in `measure`; None where it sets no limit."""
    measure: Mapped[str]
    """base_ug or ul, as the quantity was stated."""
    term: Mapped[str]
    """single for one deal, multiple for all deals of its time."""
    use: Mapped[str]
    """Declared use, as stated."""
    signed_on: Mapped[date]
    """Day on which the customer signed."""
    valid_to: Mapped[date | None]
    """Last day of a declaration for several deals."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number, substance."""
