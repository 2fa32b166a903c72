"""Deadlines as dated law: within how many days, of which kind, from what, and what follows when they have passed.

Asked by country, by what is due and by the day it begins to run. A recalled deadline may be shown and may
raise caution; nothing may be permitted because of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from precursors.law.book import LawBook, law_book
from precursors.law.calendars import KINDS, WORKING, Calendars, DayKind, calendars, days_after, days_between
from precursors.law.dated import Dated, Entry, NotInForce, entry_of
from precursors.paths import resource, seed_rows


@dataclass(frozen=True, slots=True)
class Deadline:
    """One period of one jurisdiction's law."""

    jurisdiction: str
    what: str
    """What is due, or how long something holds: `import-decision`, `return-declaration`, `local-purchase-validity` …"""

    days: int
    kind: DayKind
    counted_from: str
    """The event it runs from: `complete`, `sent`, `released`, `period-end` …"""

    then: str
    """What the law lets follow when it has passed without answer: `allowed`, `report`, `loss` or nothing."""

    note: str
    ways: frozenset[str] = frozenset()
    """Directions of trade it speaks of; empty for all of them."""

    def asks_of(self, way: str) -> bool:
        """Whether it is about goods that go this way."""
        return not self.ways or way in self.ways


class Due:
    """A day something is due, and the entry of law it rests on."""

    __slots__ = ("day", "entry")

    def __init__(self, day: date, entry: Entry[Deadline]) -> None:
        """`day` is the last one on which it is in time."""
        self.day = day
        self.entry = entry

    @property
    def decides(self) -> bool:
        """Whether something may be permitted because the day has passed."""
        return self.entry.decides


class Deadlines:
    """The deadlines of an edition, to be asked by country and day."""

    def __init__(self, entries: Iterable[Entry[Deadline]], laws: LawBook, days: Calendars) -> None:
        """Index the entries. Raises ValueError where two of one jurisdiction and matter hold on one day."""
        self._laws = laws
        self._days = days
        found: dict[tuple[str, str], list[Entry[Deadline]]] = {}
        for entry in entries:
            found.setdefault((entry.value.jurisdiction, entry.value.what), []).append(entry)
        self._known = {subject: Dated(" / ".join(subject), history) for subject, history in found.items()}

    def known(self, country: str, what: str, day: date) -> tuple[Entry[Deadline], ...]:
        """Every deadline for a matter in a country on a day: its own law and that of the unions it belongs to."""
        places = dict.fromkeys((country, *self._laws.jurisdictions(country, day)))
        histories = (self._known.get((place, what)) for place in places)
        return tuple(entry for dated in histories if dated for entry in dated.entries if entry.holds(day))

    def on(self, country: str, what: str, day: date) -> Entry[Deadline]:
        """The deadline that counts in a country on a day: one that decides before a recalled one.

        Raises NotInForce where the law of the country is silent.
        """
        found = self.known(country, what, day)
        if not found:
            raise NotInForce(f"{what} in {country}", day, None)
        return min(found, key=lambda entry: not entry.decides)

    def due(self, country: str, what: str, start: date) -> Due:
        """The last day of a period that runs from `start`, by the law and the calendar of the country.

        Raises NotInForce where law or calendar are silent.
        """
        entry = self.on(country, what, start)
        calendar = self._days.of(country) if entry.value.kind in WORKING else None
        return Due(days_after(start, entry.value.days, entry.value.kind, calendar), entry)

    def passed(self, country: str, what: str, start: date, end: date) -> tuple[int, Entry[Deadline]]:
        """How many of the law's days lie between two days, to be held against the deadline told with it.

        Raises NotInForce where law or calendar are silent.
        """
        entry = self.on(country, what, start)
        calendar = self._days.of(country) if entry.value.kind in WORKING else None
        return days_between(start, end, entry.value.kind, calendar), entry

    def entries(self) -> Iterator[Entry[Deadline]]:
        """Every entry, for lists of sources and for checks."""
        for dated in self._known.values():
            yield from dated.entries


@cache
def deadlines(*, demo: bool = False) -> Deadlines:
    """The deadlines of this installation; with `demo` also those of the fictitious country."""
    folder = resource("seed") / "law"
    paths = [part / "deadlines.csv" for part in ([folder, folder / "demo"] if demo else [folder])]
    return Deadlines((entry for path in paths for entry in read(path)), law_book(demo=demo), calendars(demo=demo))


def read(path: Path) -> Iterator[Entry[Deadline]]:
    """The entries of one file. Raises ValueError on a kind of days nobody knows."""
    for row in seed_rows(path):
        yield _entry(row)


def _entry(row: Mapping[str, str]) -> Entry[Deadline]:
    if row["kind"] not in KINDS:
        message = f"{row['jurisdiction']} / {row['what']}: unknown kind of days {row['kind']!r}"
        raise ValueError(message)
    value = Deadline(
        row["jurisdiction"], row["what"], int(row["days"]), row["kind"], row["counted_from"], row["then"], row["note"],
        frozenset(row["ways"].split()),
    )  # fmt: skip
    return entry_of(row, value)
