"""Reporting periods: months, quarters and years, how people write them, which one comes before. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from precursors.intake.days import months
from precursors.intake.words import folded
from precursors.problems import Problem, problem

MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
"""Months of a period by its frequency."""

_MONTH = re.compile(r"(?P<year>\d{4})[-/.](?P<n>\d{1,2})|(?P<m>\d{1,2})[-/.](?P<year2>\d{4})")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<n>0[1-9]|1[0-2])")
"""A month as files of trade statistics (UN Comtrade, Eurostat Comext) write it: 202603."""
_QUARTER = re.compile(
    r"(?P<year>\d{4})[\s\-/]*[QTК](?P<n>[1-4])|[QTК](?P<q>[1-4])[\s\-/]*(?P<year2>\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"(?P<year>\d{4})")
_NAMED = re.compile(
    r"(?P<m>[^\W\d_]{2,})\.?,?[\s\-./]*(?:de\s+|del\s+)?(?P<year>\d{4})(?:\s*(?:г\.?|года?))?"
    r"|(?P<year2>\d{4})[\s\-./,]+(?P<m2>[^\W\d_]{2,})\.?"
)
"""A month by its name in any language of the product: mayo de 2026, mai 2026, май 2026 г., 2026 May."""
_DAY = re.compile(r"(\d{4})-(\d{2})-\d{2}.*")


class Period(NamedTuple):
    """One reporting period: first and last day, both included."""

    first: date
    last: date

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """As the registry writes it: `2026-03`, `2026-Q1`, `2026`."""
        if self.months == MONTHS["yearly"]:
            return f"{self.first.year:04d}"
        if self.months == MONTHS["quarterly"]:
            return f"{self.first.year:04d}-Q{(self.first.month + 2) // 3}"
        return f"{self.first.year:04d}-{self.first.month:02d}"


def period(year: int, number: int, months: int) -> Period:
    """The `number`-th period of a year, from 1, each of so many months. Raises ValueError beyond the calendar."""
    start = (number - 1) * months
    first = date(year, start + 1, 1)
    after = date(year + (start + months) // 12, (start + months) % 12 + 1, 1)
    return Period(first, after - timedelta(days=1))


def period_of(day: date, frequency: str) -> Period:
    """The period a day lies in."""
    months = MONTHS[frequency]
    return period(day.year, (day.month - 1) // months + 1, months)


def before(one: Period) -> Period:
    """The period of the same length that ends the day before."""
    last = one.first - timedelta(days=1)
    months = one.months
    return period(last.year, (last.month - 1) // months + 1, months)


def after(one: Period) -> Period:
    """The period of the same length that begins the day after."""
    first = one.last + timedelta(days=1)
    months = one.months
    return period(first.year, (first.month - 1) // months + 1, months)


def read_period(text: str | None, frequency: str | None = None) -> Period | Problem:
    """A period as people write it; a whole day stands for the period of `frequency` it lies in."""
    stated = (text or "").strip()
    if not stated:
        return problem("field.missing", "period")
    try:
        found = _read(stated, frequency)
    except ValueError:
        found = None
    return found or problem("stock.period-unreadable", "period", value=stated)


def _read(stated: str, frequency: str | None) -> Period | None:
    day = _DAY.fullmatch(stated)
    if day:
        return period_of(date(int(day[1]), int(day[2]), 1), frequency) if frequency else None
    named = _NAMED.fullmatch(stated.casefold())
    month = months().get(folded(named["m"] or named["m2"])) if named else None
    if named and month:
        return period(int(named["year"] or named["year2"]), month, 1)
    for shape, length in ((_QUARTER, 3), (_MONTH, 1), (_COMPACT, 1), (_YEAR, 12)):
        told = shape.fullmatch(stated)
        if told:
            parts = told.groupdict()
            year = parts["year"] or parts.get("year2") or ""
            number = parts.get("n") or parts.get("q") or parts.get("m") or "1"
            return period(int(year), int(number), length)
    return None
