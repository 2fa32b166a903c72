"""Which figures of rules an agency may set itself, within which bounds, and which way makes a rule find less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias, cast

from precursors.law.dated import Entry, NotInForce
from precursors.law.parameters import Parameters
from precursors.law.tolerances import STOCK, tolerances
from precursors.paths import resource, seed_rows

Name: TypeAlias = tuple[str, str]
"""Rule and figure: `("structuring", "days")`. A level of a tolerance is `warning-kg`, `error-percent` …"""

TOLERANCES = frozenset({"mass-balance-gap", "physical-gap", "ledger-gap", "arrival-discrepancy"})
"""Rules whose figures are levels of tolerances."""

Way: TypeAlias = Literal["more", "less", "either"]


@dataclass(frozen=True, slots=True)
class Settable:
    """One figure that an agency may set."""

    rule: str
    name: str
    unit: str
    """days, months, count, share (0 to 1), times, kg, percent, km, hours or minutes."""
    least: Decimal
    most: Decimal
    looser: Way
    """Whether more of it or less makes the rule find less; `either` where nobody can say beforehand."""

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.unit in {"days", "months", "count"}

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies within the bounds."""
        return self.least <= value <= self.most and (not self.whole or value == value.to_integral_value())

    def loosens(self, was: Decimal, now: Decimal) -> bool:
        """Whether going from one value to another may hide what was found before."""
        if self.looser == "either":
            return now != was
        return now > was if self.looser == "more" else now < was


def national(about: Settable, country: str, day: date, *, demo: bool = False) -> Entry[Decimal]:
    """What holds in a country where an agency sets nothing, with its source. Raises NotInForce where nothing does."""
    if about.rule not in TOLERANCES:
        return Parameters(day).entry(about.rule, about.name)
    *scope, level, measure = about.name.split("-")
    entry = tolerances(demo=demo).on(country, about.rule, scope[0] if scope else STOCK, level, day)
    if entry is None:
        raise NotInForce(f"tolerance {about.rule} {about.name} in {country}", day, None)
    value = entry.value.kg if measure == "kg" else entry.value.percent
    return Entry(
        value, entry.valid_from, entry.valid_to, entry.citation, entry.source, entry.status, entry.last_checked
    )


@cache
def settable() -> dict[Name, Settable]:
    """Every figure that may be set, in the order of the seed."""
    rows = seed_rows(resource("seed") / "law" / "settable.csv")
    found = (
        Settable(
            row["rule"], row["parameter"], row["unit"], Decimal(row["least"]), Decimal(row["most"]),
            cast(Way, row["looser"]),
        )
        for row in rows
    )  # fmt: skip
    return {(each.rule, each.name): each for each in found}
