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
    open_ug: bool = False
    """Whether something in it is unknown in micrograms: then `ug` is only the least it comes to."""
    open_ul: bool = False
    """The same of microlitres."""

    def __add__(self, other: Sum) -> Sum:
        """Both together, measure by measure; what one of them does not know leaves the sum open, it is never nought."""
        ug, open_ug = _plus((self.ug, self.open_ug), (other.ug, other.open_ug))
        ul, open_ul = _plus((self.ul, self.open_ul), (other.ul, other.open_ul))
        return Sum(ug, ul, open_ug, open_ul)


def _plus(*parts: tuple[int | None, bool]) -> tuple[int | None, bool]:
    known = [figure for figure, _ in parts if figure is not None]
    if not known:
        return None, False
    return sum(known), len(known) < len(parts) or any(more for _, more in parts)


def bounds(limit: Threshold) -> Sum:
    """The figures of a limit."""
    return Sum(
        None if limit.kg is None else int(limit.kg * UG_PER_KG),
        None if limit.litres is None else int(limit.litres * UL_PER_L),
    )


def tripped(limit: Threshold, amount: Sum) -> bool | None:
    """Whether an amount trips a limit in either measure; None where no measure of the limit's can say it does not.

    What is known of an open sum may trip a limit already; that it stays under one nobody can say.
    """
    most = bounds(limit)
    pairs = [(most.ug, amount.ug, amount.open_ug), (most.ul, amount.ul, amount.open_ul)]
    told = [
        _beyond(limit, figure, known) or (None if more else False)
        for figure, known, more in pairs
        if figure is not None and known is not None
    ]
    return True if True in told else False if False in told else None


def _beyond(limit: Threshold, figure: int, known: int) -> bool:
    return known > figure if limit.above else known >= figure


def left(limit: Threshold, amount: Sum) -> Sum:
    """How much more could come without tripping a limit, in each measure both know; never below nought.

    Of an open sum it is the most that may be left.
    """
    most = bounds(limit)
    ug, ul = _under(limit, most.ug, amount.ug), _under(limit, most.ul, amount.ul)
    return Sum(ug, ul, ug is not None and amount.open_ug, ul is not None and amount.open_ul)


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
