"""Figures as agencies set them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of


class OwnFigure(Fact):
    """One figure of a rule as an agency set it, from a day on. A later one takes its place; none is ever changed."""

    __tablename__ = "own_figure"
    __table_args__ = laid(
        Index("ix_own_figure_agency", "agency", "since"),
        CheckConstraint(one_of("looser", "yes", "no"), name="looser_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "FIG"
    facts = (1, ("agency", "rule", "name", "value", "was", "looser", "since", "ground", "key"))

    agency: Mapped[str]
    """Code of the agency whose rules it is for."""
    rule: Mapped[str]
    """Code of the rule."""
    name: Mapped[str]
    """Name of the figure within the rule."""
    value: Mapped[str | None]
    """The figure, a decimal number; None gives the national one its place back."""
    was: Mapped[str]
    """What held that day before, a decimal number."""
    looser: Mapped[str]
    """yes where the rule may find less than before, which takes a second person; no otherwise."""
    since: Mapped[date]
    """First day on which it holds."""
    ground: Mapped[str]
    """Why, in the words of whoever set it."""
    key: Mapped[bytes]
    """Natural key: agency, rule, figure, the act."""
