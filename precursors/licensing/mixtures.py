"""What the law says of goods of a paper as a mixture: exempt, counted as controlled, or to be asked of a person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from precursors.intake.importing import Terms
from precursors.intake.types import Figure
from precursors.law.book import law_book
from precursors.substances.control import Control, Held, control_of, others_in, share_of


class Goods(NamedTuple):
    """What a paper says of the goods."""

    substance: str
    concentration: Figure | None
    basis: str | None
    contains: str | None
    """What else they hold, as stated."""
    mixed: bool = False
    """Whether their name says that they are a mixture."""


def control(terms: Terms, goods: Goods, day: date) -> Control | None:
    """What the law of the agency's country says of them that day; None where no rule on mixtures speaks of them."""
    figure = goods.concentration
    strength = None if figure is None else figure.text if figure.number is None else figure.number
    others = others_in(goods.contains, terms.convention)
    share = share_of(strength, goods.basis, terms.convention)
    held = Held(goods.substance, share, others.shares, others.whole, goods.mixed)
    return control_of(held, terms.country, day, law_book(demo=terms.demo), demo=terms.demo)
