"""What operators did with controlled goods day by day, as their maps and day books tell it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class DailyOperation(Fact):
    """One operation of an operator with one product: bought, sold, used, produced. It moves no account: returns do."""

    __tablename__ = "daily_operation"
    __table_args__ = laid(
        Index("ix_daily_operation_key", "key"),
        Index("ix_daily_operation_who", "agency", "who", "day"),
        CheckConstraint("base_ug >= 0", name="base_not_negative"),
        CheckConstraint("net_ug >= 0", name="net_not_negative"),
        CheckConstraint("ul >= 0", name="ul_not_negative"),
        CheckConstraint("(base_ug IS NULL) = (code IS NOT NULL)", name="known_or_says_why"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "DOP"
    personal = (
        "operator", "who", "site", "document", "counterparty", "counterparty_name", "carrier", "carrier_name",
        "keeper", "keeper_name", "keeper_place", "notes",
    )  # fmt: skip
    facts = (
        1,
        (
            "agency", "operator", "who", "site", "day", "operation", "batch", "line", "document", "counterparty",
            "counterparty_name", "carrier", "carrier_name", "keeper", "keeper_name", "keeper_place", "storage",
            "haulage", "product", "product_code", "form", "contains", "substance", "quantity", "unit", "concentration",
            "basis", "density", "base_ug", "net_ug", "ul", "code", "purpose", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency it is told to."""
    operator: Mapped[str]
    """Identifier of the operator, as stated where it is not registered."""
    who: Mapped[str]
    """Natural key of the operator in hexadecimal, else `party:` and the folded name."""
    site: Mapped[str | None]
    """Code of the site, as stated."""
    day: Mapped[date]
    """Day of the operation, or of the document that tells of it."""
    operation: Mapped[str]
    """A value of the list `operations`."""
    batch: Mapped[str | None]
    """What was used and what came of it have the same one."""
    line: Mapped[str | None]
    """Tells apart operations that are the same in everything else."""
    document: Mapped[str | None]
    """Number of the invoice."""
    counterparty: Mapped[str | None]
    """Identifier of supplier or customer."""
    counterparty_name: Mapped[str | None]
    """Its name."""
    carrier: Mapped[str | None]
    """Identifier of a third party that carried the goods."""
    carrier_name: Mapped[str | None]
    """Its name."""
    keeper: Mapped[str | None]
    """Identifier of a third party that keeps the goods."""
    keeper_name: Mapped[str | None]
    """Its name."""
    keeper_place: Mapped[str | None]
    """Its address, parts parted by ` | `."""
    storage: Mapped[str | None]
    """Letter of the national form: who keeps the goods."""
    haulage: Mapped[str | None]
    """Letter of the national form: who carries the goods."""
    product: Mapped[str | None]
    """Commercial name."""
    product_code: Mapped[str | None]
    """Official code of the product."""
    form: Mapped[str]
    """A value of the list `product_forms`."""
    contains: Mapped[str | None]
    """Controlled substances within a mixture, by official code and per cent."""
    substance: Mapped[str | None]
    """Key of the substance; None for a mixture of several."""
    quantity: Mapped[str]
    """As stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """w/w, w/v or v/v, as stated."""
    density: Mapped[str | None]
    """Kilograms per litre, as stated."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance; None where nobody can say yet."""
    net_ug: Mapped[int | None]
    """Micrograms of the goods; None where nobody can say."""
    ul: Mapped[int | None]
    """Microlitres, where it was stated as a volume."""
    code: Mapped[str | None]
    """Why the quantity is unresolved; None where it is known."""
    purpose: Mapped[str | None]
    """A value of the list `consumption_purposes`."""
    notes: Mapped[str | None]
    """Remarks and unknown columns."""
    key: Mapped[bytes]
    """Natural key: agency, operator, site, day, operation, batch, document, product and line."""
