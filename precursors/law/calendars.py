"""Days that count: calendar days and working days, by dated calendars of countries kept as data.

A calendar says which days of the week are off, which days are holidays and which were made working days, and
from when until when anybody has looked. Outside of that it is silent, and a silent calendar stops the count:
there is no default week. The day from which a period runs is not counted itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from precursors.law.dated import Dated, Entry, NotInForce
from precursors.paths import resource

DayKind = Literal["calendar", "working", "business", "months", "years"]
"""How a period is counted. Business days of one law and working days of another are the same days of a calendar."""

KINDS: tuple[DayKind, ...] = get_args(DayKind)
WORKING = frozenset({"working", "business"})
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one country."""

    name: str
    """ISO 3166-1 alpha-2 code of the country."""

    days_off: Dated[frozenset[int]]
    """Days of the week that are off, Monday 0, as they held one after another."""

    holidays: Mapping[date, str]
    """Days off beyond the week, with their names."""

    working: frozenset[date]
    """Days off by the week that were made working days."""

    def works(self, day: date) -> bool:
        """Whether people work that day. Raises NotInForce where the calendar is silent."""
        week = self.days_off.on(day).value
        return day in self.working or (day not in self.holidays and day.weekday() not in week)

    def kept_free(self, start: date, end: date) -> list[tuple[date, str]]:
        """Holidays after `start` up to and with `end` that took a working day away, with their names."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        free = (day for day in days if day in self.holidays and not self.works(day))
        return [(day, self.holidays[day]) for day in free if day.weekday() not in self.days_off.on(day).value]

    def decides(self, day: date) -> bool:
        """Whether a decision may rest on what is known of that day. Raises NotInForce where nothing is."""
        return self.days_off.on(day).decides


def working_days_after(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day`, which itself is not counted; with a negative n, before it.

    Raises NotInForce where the calendar is silent on a day it would have to count. With n = 0 it is the day itself.
    """
    step = _DAY if n > 0 else -_DAY
    left = abs(n)
    while left:
        day += step
        left -= calendar.works(day)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and with `end`; negative where `end` comes first.

    The n-th working day after a day has n of them between. Raises NotInForce where the calendar is silent.
    """
    if end < start:
        return -working_days_between(end, start, calendar)
    return sum(calendar.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def days_after(day: date, n: int, kind: DayKind, calendar: Calendar | None) -> date:
    """The last day of a period of `n` days, working days, months or years that begins after `day`.

    Calendar days, months and years need no calendar. Raises NotInForce where working days are to be counted
    and there is none, or it is silent.
    """
    if kind in WORKING:
        if calendar is None:
            raise NotInForce("calendar", day, None)
        return working_days_after(day, n, calendar)
    if kind == "calendar":
        return day + timedelta(days=n)
    return _months_after(day, n * 12 if kind == "years" else n)


def days_between(start: date, end: date, kind: DayKind, calendar: Calendar | None) -> int:
    """Days or working days after `start` up to and with `end`, to be held against a period counted in `kind`.

    Months and years are counted whole. Raises NotInForce as `days_after` does.
    """
    if kind in WORKING:
        if calendar is None:
            raise NotInForce("calendar", start, None)
        return working_days_between(start, end, calendar)
    if kind == "calendar":
        return (end - start).days
    months = (end.year - start.year) * 12 + end.month - start.month
    months -= months > 0 and _months_after(start, months) > end
    return months // 12 if kind == "years" else months


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - _DAY).day))


class Calendars:
    """The calendars of an edition, by country; each file is read when it is first asked for."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Know the files. Raises ValueError where a country has two."""
        self._files: dict[str, Path] = {}
        for path in (each for folder in folders for each in sorted(folder.glob("*.toml"))):
            if path.stem in self._files:
                message = f"two calendars of {path.stem}"
                raise ValueError(message)
            self._files[path.stem] = path
        self._read: dict[str, Calendar] = {}

    def of(self, country: str) -> Calendar | None:
        """The calendar of a country, or None where we have none: then working days cannot be counted there."""
        if country not in self._files:
            return None
        if country not in self._read:
            self._read[country] = read(self._files[country])
        return self._read[country]

    def __iter__(self) -> Iterator[Calendar]:
        """Every calendar, by name."""
        return (known for name in sorted(self._files) if (known := self.of(name)))


@cache
def calendars(*, demo: bool = False) -> Calendars:
    """The calendars of this installation; with `demo` also that of the fictitious country."""
    folder = resource("seed") / "calendars"
    return Calendars([folder, folder / "demo"] if demo else [folder])


def read(path: Path) -> Calendar:
    """One calendar from its file. Raises ValueError on overlapping weeks or days outside of what it covers."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    days_off = Dated(f"calendar of {told['name']}", [_week(told, each) for each in told["week"]])
    holidays = {date.fromisoformat(day): str(name) for day, name in told["holidays"].items()}
    working = frozenset(date.fromisoformat(day) for day in told.get("working", ()))
    outside = [day for day in (*holidays, *working) if not told["valid_from"] <= day <= told["valid_to"]]
    if outside:
        message = f"{path.name}: {outside[0].isoformat()} lies outside of what the calendar covers"
        raise ValueError(message)
    return Calendar(told["name"], days_off, holidays, working)


def _week(told: Mapping[str, Any], week: Mapping[str, Any]) -> Entry[frozenset[int]]:
    """The days off of one time, no longer than the calendar covers."""
    first, last = max(week["valid_from"], told["valid_from"]), min(week.get("valid_to", date.max), told["valid_to"])
    value = frozenset(WEEK.index(name) for name in week["days_off"])
    return Entry(value, first, last, told["citation"], told["source"], told["status"], told["last_checked"])
