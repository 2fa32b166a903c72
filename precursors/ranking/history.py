"""What was known before a day: how often each word was met and found wrong, what goods of a code cost.

Nothing of a day, and nothing later, ever speaks about a row of that day: a learner that saw its own answers would look
clever here and be useless at the border.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from precursors.ranking.layout import Case, Layout, by_day

WEIGHT = 10
"""So many rows of the ordinary share are added to those of a word, so that one find does not brand it."""
START, OF = 5, 50
"""The ordinary share before anything was found: 5 of 50."""
NARROW = 0.2
"""What is added to the deviation of unit values, so that two equal prices do not make every other absurd."""

SHARE, MET, OFF, FAR, NUMBER = "share", "met", "off", "far", "number"
"""Sorts of feature: share found, times met, distance from the usual unit value plain and in deviations, a number."""


@dataclass
class History:
    """The past so far; it only goes forward."""

    met: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """Word to what it said to [times it was looked at, times something was found]."""
    units: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """Word to what it said to [unit values known, their sum, the sum of their squares]."""
    looked: int = 0
    found: int = 0

    def told(self, case: Case, layout: Layout) -> list[float]:
        """The features of a case, by what was known before its day; unknown is not-a-number."""
        usual = (self.found + START) / (self.looked + OF)
        told: list[float] = []
        for word in layout.counted:
            looked, found = self.met.get(word, {}).get(case.words[word], (0, 0))
            told += ((found + WEIGHT * usual) / (looked + WEIGHT), math.log1p(looked))
        for word in layout.within:
            told += self._off(case, word)
        told += (math.nan if number is None else math.log1p(number) for number in case.numbers.values())
        told.append(math.nan if case.unit is None else case.unit)
        return told

    def _off(self, case: Case, word: str) -> tuple[float, float]:
        count, total, squares = self.units.get(word, {}).get(case.words[word], (0, 0.0, 0.0))
        if count < 2 or case.unit is None:
            return math.nan, math.nan
        mean = total / count
        deviation = math.sqrt(max(squares / count - mean * mean, 0))
        return case.unit - mean, (case.unit - mean) / (deviation + NARROW)

    def learn(self, cases: Iterable[Case], layout: Layout) -> None:
        """A day is over: count its cases, those somebody looked at with what was found."""
        for case in cases:
            if case.found is not None:
                self.looked, self.found = self.looked + 1, self.found + case.found
                for word in layout.counted:
                    own = self.met.setdefault(word, {}).setdefault(case.words[word], [0, 0])
                    own[0] += 1
                    own[1] += case.found
            if case.unit is not None:
                for word in layout.within:
                    unit = self.units.setdefault(word, {}).setdefault(case.words[word], [0, 0.0, 0.0])
                    unit[0], unit[1], unit[2] = unit[0] + 1, unit[1] + case.unit, unit[2] + case.unit**2


def features(layout: Layout) -> list[tuple[str, str]]:
    """Sort and word of each feature, in the order in which a history tells them."""
    counted = [(sort, word) for word in layout.counted for sort in (SHARE, MET)]
    off = [(sort, word) for word in layout.within for sort in (OFF, FAR)]
    return [*counted, *off, *((NUMBER, name) for name in (*layout.numbers, "unit-value"))]


def walked(cases: Iterable[Case], layout: Layout, history: History) -> Iterator[tuple[Case, list[float]]]:
    """Every case with its features, day after day; the history goes with them."""
    for day in by_day(cases):
        for case in day:
            yield case, history.told(case, layout)
        history.learn(day, layout)
