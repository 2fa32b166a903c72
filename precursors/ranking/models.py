"""Orders that were made: the trees, what they were trained on, and whom they put first."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid


class Ranking(Fact):
    """One order of an agency's latest shipments, with the model that made it, so that it can be looked into later."""

    __tablename__ = "ranking"
    __table_args__ = laid(
        Index("ix_ranking_agency", "agency", "id"),
        CheckConstraint("length(sha256) = 32", name="sha256_length"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "RNK"
    facts = (1, ("agency", "sha256", "forest", "trained", "ranked", "key"))

    agency: Mapped[str]
    """Code of the agency whose shipments and dispositions it is of."""
    sha256: Mapped[bytes]
    """Hash of the whole model with its past, which can be made again from the facts."""
    forest: Mapped[str]
    """JSON object of the trees."""
    trained: Mapped[str]
    """JSON object: rows, finds, days, measures on the days held back, origins there."""
    ranked: Mapped[str]
    """JSON list of the first shipments: key, score per mille, reasons."""
    key: Mapped[bytes]
    """Natural key: agency, the act."""
