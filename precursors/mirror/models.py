"""Figures of other countries about our trade."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

STATED = (
    "document", "line", "notification", "authorisation", "container", "party", "counterparty", "quantity", "unit",
    "concentration", "basis", "salt", "source",
)  # fmt: skip
"""Columns kept as stated."""


class MirrorFigure(Fact):
    """What a partner country says it sent here or had from here of one substance: one shipment, or a sum of a time."""

    __tablename__ = "mirror_figure"
    __table_args__ = laid(
        Index("ix_mirror_figure_key", "key"),
        Index("ix_mirror_figure_agency", "agency", "partner", "last"),
        CheckConstraint(one_of("direction", "import", "export"), name="direction_known"),
        CheckConstraint("last >= first", name="days_in_order"),
        CheckConstraint("base_ug >= 0", name="base_not_negative"),
        CheckConstraint("(base_ug IS NULL) = (code IS NOT NULL)", name="known_or_says_why"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "MIR"
    personal = ("document", "notification", "authorisation", "container", "party", "counterparty", "notes")
    facts = (
        1,
        (
            "agency", "partner", "direction", "period", "day", "first", "last", "substance", "stated_substance",
            "base_ug", "net_ug", "ul", "code", *STATED, "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that was told."""
    partner: Mapped[str]
    """Country that states it, ISO 3166-1 alpha-2."""
    direction: Mapped[str]
    """import or export, as that country sees it: its import is our export."""
    period: Mapped[str | None]
    """Month, quarter or year, as stated; None where a day is."""
    day: Mapped[date | None]
    """Day, where it is of one shipment."""
    first: Mapped[date]
    """First day it may be of."""
    last: Mapped[date]
    """Last day of that."""
    substance: Mapped[str]
    """Key of the substance."""
    stated_substance: Mapped[str | None]
    """The substance, as stated."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance; None where nobody can say."""
    net_ug: Mapped[int | None]
    """Micrograms of the goods; None where nobody can say."""
    ul: Mapped[int | None]
    """Microlitres, where it was stated as a volume."""
    code: Mapped[str | None]
    """Why the quantity is unknown."""
    document: Mapped[str | None]
    """Document number there, as stated."""
    line: Mapped[str | None]
    """Line of the document, or what else tells two rows of one period apart."""
    notification: Mapped[str | None]
    """Number of the pre-export notification."""
    authorisation: Mapped[str | None]
    """Number of the authorisation."""
    container: Mapped[str | None]
    """Container number."""
    party: Mapped[str | None]
    """Company there, as stated."""
    counterparty: Mapped[str | None]
    """Company here, as stated."""
    quantity: Mapped[str | None]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """Basis of the strength, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    source: Mapped[str | None]
    """Letter, publication or file it was read in."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, partner, direction, days, substance, papers, line."""
