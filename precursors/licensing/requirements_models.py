"""What countries say they need of a substance in a year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class AnnualRequirement(Fact):
    """An estimate of a country's annual legitimate requirement of a substance; it holds until a newer one arrives."""

    __tablename__ = "annual_requirement"
    __table_args__ = laid(
        Index("ix_annual_requirement_key", "key"),
        Index("ix_annual_requirement_country", "country", "substance", "since"),
        CheckConstraint("most >= 0", name="most_not_negative"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "ALR"
    facts = (
        1,
        ("agency", "country", "substance", "quantity", "unit", "most", "since", "source", "notes", "key"),
    )

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    country: Mapped[str]
    """ISO 3166-1 alpha-2 code of the country that needs it."""
    substance: Mapped[str]
    """Key of the substance, or of the preparations counted with it."""
    quantity: Mapped[str]
    """As stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated."""
    most: Mapped[int]
    """Micrograms of the substance in a calendar year."""
    since: Mapped[date]
    """Day of the estimate; it holds from then on until one of a later day."""
    source: Mapped[str | None]
    """Letter or publication it was read in, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, country, substance, day."""
