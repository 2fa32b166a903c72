"""Substances as people look them up: the list with its filters, and everything the book and the law say of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from precursors.law.book import LawBook, Listing, Threshold
from precursors.law.dated import Entry
from precursors.substances.book import Code, Name, Substance, book
from precursors.substances.fold import fold
from precursors.substances.titles import title

SPOKEN = ("en", "es", "fr", "pt", "ru", "ar")
"""Languages whose names a page shows, in order."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of the list; each None where it is left open."""

    text: str | None = None
    listed: str | None = None
    """Name of a list, or of a jurisdiction."""

    @property
    def count(self) -> int:
        """How many are in use."""
        return sum(each is not None for each in (self.text, self.listed))


class Row(NamedTuple):
    """One line of the list."""

    key: str
    name: str
    cas: str | None
    hs: Sequence[str]
    lists: Sequence[Entry[Listing]]
    """What it is on today."""


@dataclass(frozen=True, slots=True)
class Told:
    """One substance with everything known of it."""

    substance: Substance
    name: str
    names: Sequence[tuple[str, Sequence[Name]]]
    """Language and the names in it."""
    codes: Mapping[str, Sequence[Code]]
    """By scheme: cas, hs, cn, un."""
    listings: Sequence[Entry[Listing]]
    """Every listing, those in force today first."""
    limits: Sequence[Entry[Threshold]]
    groups: Sequence[str]
    """Keys of the groups it belongs to."""


def read_filters(given: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    texts = {name: value.strip() for name, value in given.items() if value.strip()}
    return Filters(texts.get("text"), texts.get("list"))


def rows(filters: Filters, law: LawBook, day: date, language: str) -> list[Row]:
    """The substances that fit, by the name the reader's language gives them."""
    wanted = _named(filters.text) if filters.text else set(book().substances)
    found = [
        Row(key, title(key, language), book().first_cas(key), sorted(book().hs_codes(key, day)), law.listings(key, day))
        for key in wanted
    ]
    fitting = [
        row for row in found if filters.listed is None or any(_is_on(each, filters.listed) for each in row.lists)
    ]
    return sorted(fitting, key=lambda row: row.name.casefold())


def told(key: str, law: LawBook, day: date, language: str) -> Told | None:
    """Everything about one substance; None for a key the book does not have."""
    known = book().get(key)
    if known is None:
        return None
    names = {each: [name for name in book().names if name.key == key and name.language == each] for each in SPOKEN}
    codes: dict[str, list[Code]] = {}
    for code in book().codes:
        if code.key == key:
            codes.setdefault(code.scheme, []).append(code)
    listings = [entry for dated in law.histories(key) for entry in dated.entries]
    listings.sort(key=lambda entry: (not entry.holds(day), entry.value.list_id, -entry.valid_from.toordinal()))
    named = [(each, own) for each, own in names.items() if own]
    return Told(known, title(key, language), named, codes, listings, law.limits(key), book().groups_of(key))


def _named(text: str) -> set[str]:
    """Keys of substances one of whose names or codes holds `text`."""
    sought, bare = fold(text), text.strip()
    by_name = {name.key for name in book().names if sought and sought in fold(name.text)}
    by_code = {
        code.key
        for code in book().codes
        if code.code.startswith(bare.replace(".", "") if code.scheme in {"hs", "cn"} else bare)
    }
    return by_name | by_code | {key for cas, owners in book().cas.items() if cas == bare for key, _ in owners}


def _is_on(entry: Entry[Listing], listed: str) -> bool:
    return listed in (entry.value.list_id, entry.value.jurisdiction)
