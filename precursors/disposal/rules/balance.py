"""Seized = samples + returned + disposed + residue + declared loss + unexplained (disposal.md 2.7, 5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from precursors.problems import Problem, problem

PARTS = ("sample-kept", "sample-used", "returned", "disposed", "residue", "loss")
"""Where material of a line may have gone."""
ADDED = "added"
"""Reagent and water put in: never material of the line, so that sludge hides no missing kilogram."""
KILOGRAM = Decimal(10) ** 9
"""Micrograms."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a balance is held, when a difference is reported, in force on one day."""

    coverage: Decimal
    """k: how many combined uncertainties a difference may be."""
    share: Decimal
    """Share of what was seized."""
    solid_ug: int
    """Least limit for solids."""
    liquid_ug: int
    """Least limit for liquids."""
    report_share: Decimal
    """Difference between sent and received, bulk, above which it is reported."""
    report_days: int
    """Days in which a significant difference must be settled."""
    emergency_hours: int
    """Hours an emergency approval is good for."""
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One weighed amount of a line."""

    part: str
    ug: int
    uncertainty_ug: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Where a line went, what nobody can explain, and how much of that may be left."""

    seized_ug: int
    parts: tuple[tuple[str, int], ...]
    added_ug: int
    uncertainty_ug: int
    limit_ug: int

    @property
    def unexplained_ug(self) -> int:
        """What is missing; below zero where more came out than went in."""
        return self.seized_ug - sum(amount for _, amount in self.parts)

    @property
    def held(self) -> bool:
        """Whether the difference, either way, forbids closing: a gain is no success."""
        return abs(self.unexplained_ug) > self.limit_ug

    def part(self, name: str) -> int:
        """What went there."""
        return dict(self.parts).get(name, 0)


def balance(seized: Entry, entries: Iterable[Entry], *, liquid: bool, limits: Limits) -> Balance:
    """The balance of one line."""
    listed = list(entries)
    own = [each for each in listed if each.part != ADDED]
    combined = combine(each.uncertainty_ug for each in (seized, *own))
    parts = tuple((name, sum(each.ug for each in own if each.part == name)) for name in PARTS)
    added = sum(each.ug for each in listed if each.part == ADDED)
    return Balance(seized.ug, parts, added, combined, hold_limit(seized.ug, combined, liquid=liquid, limits=limits))


def combine(uncertainties: Iterable[int]) -> int:
    """Root of the sum of squares, rounded up to the next microgram."""
    root = Decimal(sum(each * each for each in uncertainties)).sqrt()
    return int(root.to_integral_value(rounding="ROUND_CEILING"))


def hold_limit(seized_ug: int, uncertainty_ug: int, *, liquid: bool, limits: Limits) -> int:
    """Most that may stay unexplained of a line: never so much that it would be reported of a load on its way.

    Uncertainties are stated by those who weigh: without an upper bound a great one would explain all that is missing.
    """
    share = int(limits.share * seized_ug)
    least = limits.liquid_ug if liquid else limits.solid_ug
    return min(max(int(limits.coverage * uncertainty_ug), share, least), int(limits.report_share * seized_ug))


def balanced(lines: Iterable[tuple[str, Balance]]) -> list[Problem]:
    """A problem for each line whose balance forbids closing."""
    return [
        problem(
            "disposal.unexplained", "balance", line=name, unexplained=kg(own.unexplained_ug), limit=kg(own.limit_ug)
        )
        for name, own in lines
        if own.held
    ]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was sent to a site and what was weighed and counted there."""

    sent_ug: int
    received_ug: int
    sent_pieces: int
    received_pieces: int


def significant(receipt: Receipt, limits: Limits) -> bool:
    """Whether sent and received differ so much that it is reported: more than the share, or any piece."""
    if receipt.sent_pieces != receipt.received_pieces:
        return True
    return abs(receipt.sent_ug - receipt.received_ug) > limits.report_share * receipt.sent_ug


def settle_by(received: date, limits: Limits) -> date:
    """Last day to settle a significant difference."""
    return received + timedelta(days=limits.report_days)


def kg(ug: int) -> str:
    """Kilograms as a sentence shows them."""
    return f"{Decimal(ug) / KILOGRAM:.3f}"


def exact_kg(ug: int) -> str:
    """Kilograms to the last microgram: three decimals, more where they are needed, so that a sum on paper sums up."""
    whole, rest = f"{Decimal(ug) / KILOGRAM:.9f}".split(".")
    return f"{whole}.{rest[:3]}{rest[3:].rstrip('0')}"
