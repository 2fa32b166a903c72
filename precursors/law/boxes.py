"""Official forms as dated data: which boxes an application has, and which of them make its file complete.

A country without a form of its own is asked for the register's own minimum, which stands under `*`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from precursors.law.book import LawBook, law_book
from precursors.law.dated import Entry, entry_of
from precursors.paths import resource, seed_rows

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Box:
    """One box of one form."""

    jurisdiction: str
    form: str
    """Name of the form; empty for the register's own minimum."""

    kind: str
    """import, export, transit or local-purchase."""

    number: str
    """Number the form gives the box; empty where we know none."""

    field: str
    """Key of the record's field that fills it."""

    needed: bool
    """Whether the file is incomplete without it."""

    note: str


class Boxes:
    """The forms of an edition, to be asked by country, kind and day."""

    def __init__(self, entries: Iterable[Entry[Box]], laws: LawBook) -> None:
        """Keep the entries in the order of their forms."""
        self._entries = tuple(entries)
        self._laws = laws

    def of(self, country: str, kind: str, day: date) -> tuple[Entry[Box], ...]:
        """The boxes of the form that counts in a country; the register's own minimum where the law knows none."""
        places = {country, *self._laws.jurisdictions(country, day)}
        own = [each for each in self._entries if each.value.kind == kind and each.holds(day)]
        found = tuple(each for each in own if each.value.jurisdiction in places)
        return found or tuple(each for each in own if each.value.jurisdiction == EVERYWHERE)

    def missing(self, country: str, kind: str, day: date, filled: Mapping[str, object]) -> tuple[Entry[Box], ...]:
        """The needed boxes that nobody has filled."""
        return tuple(
            each for each in self.of(country, kind, day) if each.value.needed and not filled.get(each.value.field)
        )

    def entries(self) -> Iterator[Entry[Box]]:
        """Every entry, for checks."""
        yield from self._entries


@cache
def boxes(*, demo: bool = False) -> Boxes:
    """The forms of this installation; with `demo` also those of the fictitious country."""
    folder = resource("seed") / "law"
    paths = [part / "boxes.csv" for part in ([folder, folder / "demo"] if demo else [folder])]
    return Boxes([entry for path in paths for entry in read(path)], law_book(demo=demo))


def read(path: Path) -> Iterator[Entry[Box]]:
    """The entries of one file."""
    for row in seed_rows(path):
        value = Box(
            row["jurisdiction"],
            row["form"],
            row["kind"],
            row["box"],
            row["field"],
            row["needed"] == "yes",
            row["note"],
        )
        yield entry_of(row, value)
