"""How figures spread: quantiles, medians, deviations that one outlier cannot move. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import exp, log
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


def level(figure: float, steps: int) -> int:
    """The natural logarithm of a positive figure in whole steps: figures of one level differ by 1/`steps` at most."""
    return round(log(figure) * steps)


def counted_spread(levels: Mapping[int, int], steps: int) -> Spread:
    """The spread of logarithms of which it is known how many lie on each level; at least one."""
    middle = _middle(levels)
    away: dict[float, int] = {}
    for each, times in levels.items():
        away[abs(each - middle)] = away.get(abs(each - middle), 0) + times
    return Spread(middle / steps, _middle(away) / steps, sum(levels.values()))


def _middle(counts: Mapping[float, int] | Mapping[int, int]) -> float:
    """The median of figures, each counted."""
    ordered = sorted(counts.items())
    ends = list(accumulate(times for _, times in ordered))
    last = ends[-1]
    return (ordered[bisect_right(ends, (last - 1) // 2)][0] + ordered[bisect_right(ends, last // 2)][0]) / 2


def chance(orders: int, usual: float, window: float) -> float:
    """How likely so many orders or more are in one window, which is a share of a year, where `usual` many are.

    The pace is known from the orders of a year only: of a gamma spread about them, orders are negative binomial.
    """
    seen, stays = usual / window + 1, 1 / (1 + window)
    each, fewer = stays**seen, 0.0
    for count in range(orders):
        fewer += each
        each *= (seen + count) / (count + 1) * (1 - stays)
    return max(1 - fewer, 0.0)


class Levels:
    """How many figures lie on each level of a hundredth: what they spread over, without keeping each of them."""

    STEPS = 100

    def __init__(self, counts: Mapping[int, int]) -> None:
        """Of level and how many figures lie on it."""
        self._levels = sorted(counts)
        self._ends = list(accumulate(counts[each] for each in self._levels))
        self.figures = self._ends[-1] if self._ends else 0
        """How many there are."""

    @classmethod
    def of(cls, figures: Iterable[float]) -> Levels:
        """The levels of positive figures."""
        counts: dict[int, int] = {}
        for each in figures:
            at = level(each, cls.STEPS)
            counts[at] = counts.get(at, 0) + 1
        return cls(counts)

    def rank(self, figure: float) -> float:
        """The share of the figures that `figure` reaches or exceeds, to a level."""
        at = bisect_right(self._levels, level(figure, self.STEPS))
        return self._ends[at - 1] / self.figures if at else 0.0

    def quantile(self, share: float) -> int:
        """The figure, to a level, that `share` of the others do not exceed. Raises IndexError for none."""
        return round(float(f"{exp(self._at(share) / self.STEPS):.3g}"))

    def exceeds(self, figure: float, share: float) -> bool:
        """Whether `figure` lies on a higher level than `share` of the others; nothing exceeds what nobody knows."""
        return bool(self.figures) and level(figure, self.STEPS) > self._at(share)

    def _at(self, share: float) -> int:
        return self._levels[bisect_right(self._ends, min(int(share * self.figures), self.figures - 1))]


NO_LEVELS = Levels({})


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
