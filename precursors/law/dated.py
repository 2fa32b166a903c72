"""Values that hold from one day to another, each with its citation; there is never a default.

A law that is silent on a day must stop a decision, not soften it: `on` therefore raises instead of
giving anything back, and says until when the law was last looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from precursors.problems import Problem, problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One value with the days it holds (both included) and where that is written."""

    value: T
    valid_from: date
    valid_to: date | None
    citation: str
    """The legal text: instrument and article."""

    source: str
    """Where we read it."""

    status: str
    """verified-primary, verified-secondary, `…(proposed)`, RECALLED or DEMO."""

    last_checked: date | None
    """The day until which somebody looked whether it still holds; None when nobody noted it."""

    @property
    def decides(self) -> bool:
        """Whether a decision may rest on it. Recalled or merely proposed law may only raise caution."""
        return self.status in ("verified-primary", "verified-secondary", "DEMO")

    def holds(self, day: date) -> bool:
        """Whether the value is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def entry_of(row: Mapping[str, str], value: T) -> Entry[T]:
    """What a row of the seed says of a value: its days, where it is written, how sure it is.

    Raises ValueError on a day that is none.
    """
    first = date.fromisoformat(row["valid_from"])
    last, checked = (date.fromisoformat(row[name]) if row[name] else None for name in ("valid_to", "last_checked"))
    return Entry(value, first, last, row["citation"], row["source"], row["status"], checked)


class NotInForce(LookupError):
    """The law says nothing on that day; `last_checked` is the latest day it was looked up."""

    def __init__(self, subject: str, day: date, last_checked: date | None) -> None:
        """Name the subject, the day asked for and how far our knowledge of the law reaches."""
        checked = last_checked.isoformat() if last_checked else "an unknown day"
        super().__init__(f"{subject}: nothing in force on {day.isoformat()} (law last checked on {checked})")
        self.subject = subject
        self.day = day
        self.last_checked = last_checked

    def problem(self, field: str | None = None) -> Problem:
        """The same as a value for the record that cannot be judged without the law."""
        checked = self.last_checked.isoformat() if self.last_checked else "?"
        return problem("law.not-in-force", field, subject=self.subject, day=self.day.isoformat(), checked=checked)


class Dated(Generic[T]):
    """The values one subject had one after another. Raises ValueError where two would hold on one day."""

    __slots__ = ("entries", "subject")

    def __init__(self, subject: str, entries: Iterable[Entry[T]]) -> None:
        """Put the entries in the order of their days and refuse overlaps."""
        self.subject = subject
        self.entries = tuple(sorted(entries, key=lambda entry: entry.valid_from))
        for entry in self.entries:
            if entry.valid_to is not None and entry.valid_to < entry.valid_from:
                message = f"{subject}: an entry ends on {entry.valid_to} before it begins on {entry.valid_from}"
                raise ValueError(message)
        for earlier, later in zip(self.entries, self.entries[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                message = f"{subject}: two values in force on {later.valid_from.isoformat()}"
                raise ValueError(message)

    def on(self, day: date) -> Entry[T]:
        """The entry in force on `day`. Raises NotInForce when there is none."""
        for entry in self.entries:
            if entry.holds(day):
                return entry
        raise NotInForce(self.subject, day, self.last_checked)

    @property
    def last_checked(self) -> date | None:
        """The latest day on which any of the entries was looked up."""
        days = [entry.last_checked for entry in self.entries if entry.last_checked]
        return max(days) if days else None
