"""How a lawful time is counted, told so that whoever reads the day can count it again; or why nobody can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from precursors.law.calendars import WORKING, Calendar, calendars
from precursors.law.dated import Entry, NotInForce
from precursors.law.deadlines import Deadline, Due, deadlines
from precursors.registers.terms import DEMO
from precursors.registers.writing import country as named
from precursors.web.figures import day as written
from precursors.web.texts import t


class Reckoned(NamedTuple):
    """The last day of a lawful time, None where nobody can say it; how it was counted, or why it was not."""

    due: Due | None
    told: str


def reckoned(country: str, what: str, start: date) -> Reckoned:
    """The time the law of a country (its code) sets for a matter from a day on, as the reader is told it."""
    law = deadlines(demo=country == DEMO)
    try:
        entry = law.on(country, what, start)
    except NotInForce:
        return Reckoned(None, t("registers.no-time", country=named(country)))
    try:
        due = law.due(country, what, start)
    except NotInForce:
        uncounted = t("registers.no-calendar", days=entry.value.days, country=named(country))
        return Reckoned(None, uncounted)
    calendar = calendars(demo=country == DEMO).of(country) if entry.value.kind in WORKING else None
    return Reckoned(due, " ".join(_counted(entry, start, due.day, calendar)))


def _counted(entry: Entry[Deadline], start: date, end: date, calendar: Calendar | None) -> Iterator[str]:
    kind = "working" if calendar else entry.value.kind
    yield t(f"registers.counted-{kind}", days=entry.value.days, start=start)
    if calendar:
        week = calendar.days_off.on(start)
        yield t("registers.by-calendar", country=named(calendar.name), source=week.source, until=week.valid_to)
        off = ", ".join(f"{written(each)} ({name})" for each, name in calendar.kept_free(start, end))
        yield t("registers.holidays", days=off) if off else t("registers.no-holiday")
    if not entry.decides or (calendar and not calendar.decides(end)):
        yield t("registers.time-recalled")
