"""Quantity limits as the law published them: what trips one, over which days quantities add up, what is left.

A limit in kilograms and one in litres stand side by side and either trips; none is ever derived from the other.
What is known in neither of a limit's measures cannot be said to stay under it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from precursors.law.book import LawBook, Threshold
from precursors.law.dated import Entry

UG_PER_KG = 10**9
UL_PER_L = 10**6


@dataclass(frozen=True, slots=True)
class Sum:
    """Quantities added up, in micrograms of the substance and in microlitres; None where nothing is known in one."""

    ug: int | None = None
    ul: int | None = None

    def __add__(self, other: Sum) -> Sum:
        """Both together, measure by measure; what only one of them knows is that one's."""
        return Sum(_plus(self.ug, other.ug), _plus(self.ul, other.ul))


def _plus(one: int | None, two: int | None) -> int | None:
    return one if two is None else two if one is None else one + two


def bounds(limit: Threshold) -> Sum:
    """The figures of a limit."""
    return Sum(
        None if limit.kg is None else int(limit.kg * UG_PER_KG),
        None if limit.litres is None else int(limit.litres * UL_PER_L),
    )


def tripped(limit: Threshold, amount: Sum) -> bool | None:
    """Whether an amount trips a limit in either measure; None where it is known in neither of the limit's."""
    most = bounds(limit)
    pairs = [(most.ug, amount.ug), (most.ul, amount.ul)]
    told = [_beyond(limit, figure, known) for figure, known in pairs if figure is not None and known is not None]
    return any(told) if told else None


def _beyond(limit: Threshold, figure: int, known: int) -> bool:
    return known > figure if limit.above else known >= figure


def left(limit: Threshold, amount: Sum) -> Sum:
    """How much more could come without tripping a limit, in each measure both know; never below nought."""
    most = bounds(limit)
    return Sum(_under(limit, most.ug, amount.ug), _under(limit, most.ul, amount.ul))


def _under(limit: Threshold, figure: int | None, known: int | None) -> int | None:
    if figure is None or known is None:
        return None
    return max(figure - known - (0 if limit.above else 1), 0)


def span(window: str, day: date) -> tuple[date, date]:
    """First and last day over which a limit adds up, for a deal on `day`."""
    if window == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if window == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day, day


def limits_for(laws: LawBook, country: str, keys: Iterable[str], way: str, day: date) -> tuple[Entry[Threshold], ...]:
    """The limits of a country at which something begins for a substance (`keys`: itself and its groups) in one way."""
    return tuple(
        entry
        for key in keys
        for entry in laws.thresholds(country, key, day)
        if entry.value.window and entry.value.demands and (not entry.value.ways or way in entry.value.ways)
    )
