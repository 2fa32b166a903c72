"""What an operator held on the day the registry went live."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class OpeningBalance(Fact):
    """The stock of one substance at one operator's site on one day, as an older system or a stocktaking had it."""

    __tablename__ = "opening_balance"
    __table_args__ = laid(
        Index("ix_opening_balance_key", "key"),
        Index("ix_opening_balance_folded_operator", "folded_operator", "substance"),
        CheckConstraint("base_ug >= 0", name="base_not_negative"),
        CheckConstraint("net_ug >= 0", name="net_not_negative"),
        CheckConstraint("ul >= 0", name="ul_not_negative"),
        CheckConstraint("(base_ug IS NULL) = (code IS NOT NULL)", name="known_or_says_why"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "OPB"
    personal = ("operator", "folded_operator", "site", "notes")
    facts = (
        1,
        (
            "agency", "operator", "folded_operator", "site", "day", "substance", "quantity", "unit", "concentration",
            "basis", "salt", "base_ug", "net_ug", "ul", "code", "taken_over", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that took it over."""
    operator: Mapped[str]
    """Identifier or name of the operator, as stated."""
    folded_operator: Mapped[str]
    """The same without case and punctuation, for look-up."""
    site: Mapped[str | None]
    """Code of the site, as stated; empty for all of the operator's."""
    day: Mapped[date]
    """The day at whose beginning it was held."""
    substance: Mapped[str]
    """Key of the substance."""
    quantity: Mapped[str]
    """As stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """w/w, w/v or v/v, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance; None where nobody can say yet."""
    net_ug: Mapped[int | None]
    """Micrograms of the goods; None where nobody can say."""
    ul: Mapped[int | None]
    """Microlitres, where it was stated as a volume."""
    code: Mapped[str | None]
    """Why the quantity is unresolved; None where it is known."""
    taken_over: Mapped[str]
    """The system or stocktaking it was taken over from."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, operator, site, substance, strength and salt as stated."""
