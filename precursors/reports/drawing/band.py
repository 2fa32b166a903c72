"""What is to be expected of a month, from the same month of the years before. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the band is: so many median deviations, at least this share of the median, and from how many years."""

    deviations: float
    least_share: float
    least_years: int


@dataclass(frozen=True, slots=True)
class Band:
    """Between what and what an amount is expected."""

    low: int
    high: int

    def holds(self, amount: int) -> bool:
        """Whether an amount lies within, its edges included."""
        return self.low <= amount <= self.high


def band(past: Sequence[int], width: Width) -> Band | None:
    """The median of the same month in years past, and so many median absolute deviations to both sides.

    None where the history is too short to expect anything. Never below 0.
    """
    if len(past) < width.least_years:
        return None
    middle = median(past)
    spread = median(abs(each - middle) for each in past)
    half = max(width.deviations * spread, width.least_share * middle)
    return Band(max(0, round(middle - half)), round(middle + half))
