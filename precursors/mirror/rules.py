"""Two sides of one trade compared: over a year, month by month with a lag, and deal by deal. Pure.

Amounts are micrograms of the substance. A line nobody could weigh is counted and never taken for nothing: it may make
a difference larger or smaller, so it leaves a verdict open wherever it could turn it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

AGREES, TIMING, MISMATCH, UNKNOWN, NOTHING = "agrees", "timing", "mismatch", "unknown", "nothing"
MISSING_HERE, MISSING_THERE = "missing-here", "missing-there"
TOLD = (MISMATCH, MISSING_HERE, MISSING_THERE)
"""Verdicts that somebody must look into."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one side: its key, the days it may be of, its amount (None where unknown), what it refers to.

    A reference is its sort and the folded number, `notification:p1`.
    """

    key: int
    first: date
    last: date
    ug: int | None
    references: frozenset[str] = frozenset()
    stated: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Each reference with its number as its side wrote it."""


class Tolerance(NamedTuple):
    """What is too little to be a mismatch: share of the larger side (per mille) and mass; months of lag."""

    per_mille: int
    least_ug: int
    lag: int = 0

    def passed(self, one: int, other: int, whole: int | None = None) -> bool:
        """Whether two amounts differ by more than both; the share is of `whole`, else of the larger."""
        apart = abs(one - other)
        return apart > self.least_ug and apart * 1000 > self.per_mille * (whole or max(one, other))


class Sum(NamedTuple):
    """Lines of one side: how many, how many of them unknown, what the others come to."""

    lines: int
    unknown: int
    ug: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month on both sides; what of it the months around it do not explain."""

    month: int
    """Year × 12 + month, from 0."""
    here: Sum
    there: Sum
    verdict: str


@dataclass(frozen=True, slots=True)
class Deal:
    """Lines of both sides that name the same papers."""

    references: tuple[str, ...]
    here: tuple[Line, ...]
    there: tuple[Line, ...]
    verdict: str

    @property
    def papers(self) -> tuple[str, ...]:
        """Its numbers as they were written, our own way of writing first, each once."""
        written = dict(pair for line in (*self.there, *self.here) for pair in line.stated)
        return tuple(dict.fromkeys(written.get(each, each.partition(":")[2]) for each in self.references))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A year of one substance in one direction with one partner."""

    here: Sum
    there: Sum
    verdict: str
    months: tuple[Month, ...]
    """Empty where one side states longer periods than months: then no lag is tested either."""
    deals: tuple[Deal, ...]
    weighty: bool
    """Whether the difference is above what the tolerance leaves."""


def month_of(day: date) -> int:
    """Number of a month."""
    return day.year * 12 + day.month - 1


def summed(lines: Iterable[Line]) -> Sum:
    """Lines added up."""
    listed = list(lines)
    known = [line.ug for line in listed if line.ug is not None]
    return Sum(len(listed), len(listed) - len(known), sum(known))


def judged(here: Sum, there: Sum, tolerance: Tolerance) -> str:
    """The verdict over two sums that are of the same time."""
    if not here.lines or not there.lines:
        return NOTHING if here.lines == there.lines else MISSING_HERE if there.lines else MISSING_THERE
    less = min(here, there, key=lambda side: side.ug)
    if tolerance.passed(here.ug, there.ug) and not less.unknown:
        return MISMATCH
    return UNKNOWN if here.unknown or there.unknown else MISMATCH if tolerance.passed(here.ug, there.ug) else AGREES


def carried(here: Mapping[int, int], there: Mapping[int, int], lag: int) -> tuple[dict[int, int], dict[int, int]]:
    """What of each month is left on either side once amounts that lie `lag` months apart at most are set off.

    Months of one side are gone through in order, each taking the earliest of the other within reach: where all reach
    equally far, nothing sets off more.
    """
    left, other = dict(here), dict(there)
    for month in sorted(left):
        for near in range(month - lag, month + lag + 1):
            taken = min(left[month], other.get(near, 0))
            if taken:
                left[month] -= taken
                other[near] -= taken
    return left, other


def compared(year: int, here: Sequence[Line], there: Sequence[Line], tolerance: Tolerance, of_deal: Tolerance) -> (
    Comparison
):  # fmt: skip
    """A year compared. Both sides may hold lines of `tolerance.lag` months around it; those are only for the lag."""
    mine, theirs = (tuple(line for line in side if line.last.year == year) for side in (here, there))
    sums = summed(mine), summed(theirs)
    verdict, months = judged(*sums, tolerance), tuple[Month, ...]()
    if all(month_of(line.first) == month_of(line.last) for side in (here, there) for line in side):
        left = carried(_known(here), _known(there), tolerance.lag)
        months = tuple(_months(year, mine, theirs, left, tolerance))
        verdict = _with_lag(year, verdict, here, there, left, tolerance)
    weighty = verdict == MISMATCH or tolerance.passed(sums[0].ug, sums[1].ug)
    return Comparison(*sums, verdict, months, tuple(_deals(year, here, there, of_deal)), weighty)


def _known(lines: Iterable[Line]) -> dict[int, int]:
    """What each month comes to."""
    found: dict[int, int] = defaultdict(int)
    for line in lines:
        found[month_of(line.last)] += line.ug or 0
    return dict(found)


def _with_lag(
    year: int, verdict: str, here: Sequence[Line], there: Sequence[Line], left: tuple[dict[int, int], dict[int, int]],
    tolerance: Tolerance,
) -> str:  # fmt: skip
    """The same verdict, or that what lies a little apart in time explains it, or that it could."""
    if verdict not in TOLD:
        return verdict
    mine, theirs = (sum(ug for month, ug in side.items() if month // 12 == year) for side in left)
    totals = [sum(line.ug or 0 for line in side if line.last.year == year) for side in (here, there)]
    if not tolerance.passed(mine, theirs, max(totals)) and tolerance.passed(*totals):
        return TIMING
    less = here if totals[0] < totals[1] else there
    return UNKNOWN if any(line.ug is None and line.last.year != year for line in less) else verdict


def _months(
    year: int, here: Sequence[Line], there: Sequence[Line], left: tuple[dict[int, int], dict[int, int]],
    tolerance: Tolerance,
) -> Iterator[Month]:  # fmt: skip
    own: tuple[dict[int, list[Line]], dict[int, list[Line]]] = (defaultdict(list), defaultdict(list))
    for side, lines in zip(own, (here, there), strict=True):
        for line in lines:
            side[month_of(line.last)].append(line)
    for month in range(year * 12, year * 12 + 12):
        one, other = summed(own[0].get(month, ())), summed(own[1].get(month, ()))
        verdict = judged(one, other, tolerance)
        rest = left[0].get(month, 0), left[1].get(month, 0)
        if (
            verdict in TOLD
            and tolerance.passed(one.ug, other.ug)
            and not tolerance.passed(*rest, max(one.ug, other.ug))
        ):
            verdict = TIMING
        yield Month(month, one, other, verdict)


def _deals(year: int, here: Sequence[Line], there: Sequence[Line], tolerance: Tolerance) -> Iterator[Deal]:
    """Lines joined by the papers they name. One that only one side has counts where the other names such papers too."""
    sorts = [{_sort(each) for line in side for each in line.references} for side in (here, there)]
    own = set(here)
    for group in _joined([*here, *there]):
        named = sorted({each for line in group for each in line.references})
        told_by_both = sorts[0] & sorts[1] & set(map(_sort, named))
        if told_by_both and any(line.last.year == year for line in group):
            mine, theirs = (tuple(line for line in group if (line in own) is which) for which in (True, False))
            yield Deal(tuple(named), mine, theirs, judged(summed(mine), summed(theirs), tolerance))


def _sort(reference: str) -> str:
    return reference.partition(":")[0]


def _joined(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in groups, two in one group where a chain of shared references joins them; without any, in none."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while above.setdefault(name, name) != name:
            above[name] = name = above[above[name]]
        return name

    for line in lines:
        tops = [top(each) for each in sorted(line.references)]
        above.update(dict.fromkeys(tops, tops[0]) if tops else {})
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.references:
            groups[top(min(line.references))].append(line)
    return list(groups.values())
