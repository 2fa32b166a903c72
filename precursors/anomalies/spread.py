"""How figures spread: quantiles, medians, deviations that one outlier cannot move. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

NORMAL = 1.4826
"""Times the median absolute deviation is the standard deviation of normally spread figures."""


class Spread(NamedTuple):
    """Median and median absolute deviation of how many figures they are of."""

    median: float
    deviation: float
    figures: int


def median(ordered: Sequence[float]) -> float:
    """The middle of figures in ascending order. Raises IndexError for none."""
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def spread(figures: Sequence[float]) -> Spread:
    """The spread of at least one figure."""
    middle = median(sorted(figures))
    return Spread(middle, median(sorted(abs(each - middle) for each in figures)), len(figures))


def quantile(ordered: Sequence[int], share: float) -> int:
    """The figure that `share` of the others do not exceed, among figures in ascending order."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def rank(ordered: Sequence[int], figure: int) -> float:
    """The share of figures in ascending order that `figure` reaches or exceeds."""
    return bisect_right(ordered, figure) / len(ordered) if ordered else 0.0


def steadiness(figures: Sequence[float]) -> float:
    """Rank correlation (Spearman) of figures with their order: 1 where each is higher than the one before."""
    count = len(figures)
    if count < 3:
        return 0.0
    places: list[float] = [0.0] * count
    ordered = sorted(range(count), key=figures.__getitem__)
    at = 0
    while at < count:
        last = at
        while last + 1 < count and figures[ordered[last + 1]] == figures[ordered[at]]:
            last += 1
        for place in range(at, last + 1):
            places[ordered[place]] = (at + last) / 2
        at = last + 1
    mean = (count - 1) / 2
    over = sum((place - mean) * (number - mean) for number, place in enumerate(places))
    under = (sum((p - mean) ** 2 for p in places) * sum((n - mean) ** 2 for n in range(count))) ** 0.5
    return over / under if under else 0.0
