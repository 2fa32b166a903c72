"""Whether goods are too weak to be controlled, asked of the law and never assumed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from precursors.law.book import LawBook, Threshold
from precursors.law.dated import Entry
from precursors.substances.identify import Identification
from precursors.substances.strength import strength_in


def below_control(found: Identification, country: str, day: date, law: LawBook) -> Entry[Threshold] | None:
    """The rule by which goods of the stated strength are not controlled in `country`, or None.

    None also where no strength is stated or no law that decides sets a limit: then the goods count as
    controlled. The upper end of a stated range is compared.
    """
    if found.substance is None or found.concentration is None:
        return None
    _, _, percent = strength_in(found.concentration)
    limit = law.strength_limit(country, found.substance, day)
    if percent is None or limit is None or limit.value.percent is None:
        return None
    if found.concentration.startswith((">", "≥", "min")):
        return None
    return limit if Decimal(str(percent)) < limit.value.percent else None
