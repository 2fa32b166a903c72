"""What an act costs by the quantity it is for: bands as published, dated and cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from precursors.law.dated import Entry, NotInForce, entry_of
from precursors.paths import resource, seed_rows


@dataclass(frozen=True, slots=True)
class Fee:
    """One band of one jurisdiction's tariff: more than `above`, up to `up_to` (None: without end), in kg or L."""

    jurisdiction: str
    what: str
    above: Decimal
    up_to: Decimal | None
    amount: Decimal
    currency: str

    def holds(self, quantity: Decimal) -> bool:
        """Whether a quantity, in whichever of kg and L the law counts, falls into the band."""
        return self.above < quantity and (self.up_to is None or quantity <= self.up_to)


def fee(jurisdiction: str, what: str, quantity: Decimal, day: date) -> Entry[Fee]:
    """The band a quantity falls into. Raises NotInForce where the tariff of that day has none."""
    for entry in _all():
        value = entry.value
        if (value.jurisdiction, value.what) == (jurisdiction, what) and value.holds(quantity) and entry.holds(day):
            return entry
    raise NotInForce(f"fee for {what} of {quantity} in {jurisdiction}", day, None)


@cache
def _all() -> tuple[Entry[Fee], ...]:
    return tuple(_entry(row) for row in seed_rows(resource("seed") / "law" / "fees.csv"))


def _entry(row: Mapping[str, str]) -> Entry[Fee]:
    up_to = Decimal(row["up_to"]) if row["up_to"] else None
    value = Fee(row["jurisdiction"], row["what"], Decimal(row["above"]), up_to, Decimal(row["amount"]), row["currency"])
    return entry_of(row, value)
