"""The law book: listings, thresholds, requirements and membership, loaded from the seed as dated data.

Nothing about a country is written in code. A country belongs to jurisdictions (its own, the European
Union for a time, the treaty), a jurisdiction has lists, a list demands things by direction of trade.
The edition of the book is the SHA-256 of its files, so a decision can name what it rested on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, cast

from precursors.law.dated import Dated, Entry, NotInForce, entry_of
from precursors.paths import resource, seed_rows

T = TypeVar("T")
K = TypeVar("K", bound=tuple[str, ...])
Direction = Literal["import", "export", "transit", "domestic"]
RequirementKind = Literal[
    "licence",
    "registration",
    "import-authorisation",
    "export-authorisation",
    "pre-export-notification",
    "customer-declaration",
]
_FILES = ("listings.csv", "thresholds.csv", "requirements.csv", "members.csv")
_BESIDE = ("mixtures.csv", "fees.csv", "parameters.csv", "settable.csv")
"""Files of the same edition that other modules of this room read."""

_EVERYWHERE = "*"
_EVERY_OTHER = "*"
"""Key of a limit on every listed substance of which its jurisdiction says nothing else."""

DEMO = "XD"
"""Country code, of those ISO 3166 leaves to users, that only the demo's agencies have and only demo law speaks of."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One substance on one list, for instance `UN:I`."""

    list_id: str
    key: str
    note: str

    @property
    def jurisdiction(self) -> str:
        """The part of the list's name before the colon."""
        return self.list_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit as it was published, in kilograms and in litres where the law gives both.

    The two figures often contradict each other by density; neither is derived from the other, and
    whoever compares must trip on either.
    """

    jurisdiction: str
    subject: str
    """The words of the law."""

    key: str | None
    """The substance, * for every other listed one, or None where the law speaks of goods the book does not hold."""

    scope: str
    period: str
    kg: Decimal | None
    litres: Decimal | None
    percent: Decimal | None
    """A strength from or up to which the rule in `scope` holds."""

    stated: str
    """Quantity and unit as published."""

    basis: str
    note: str
    window: str = ""
    """Over what quantities are added up: transaction, month, year (both of the calendar); empty where nothing is."""

    above: bool = False
    """Whether only more than the figure trips it; else the figure itself does."""

    ways: frozenset[str] = frozenset()
    """Directions of trade it speaks of; empty for all of them."""

    demands: str = ""
    """What begins at it: registration, licence or control; empty where it only bounds an exemption."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one list of one jurisdiction demands for one direction of trade."""

    jurisdiction: str
    list_id: str
    direction: Direction
    kind: RequirementKind
    condition: str
    """Empty when it is always demanded; else above-threshold, importing-state-request and the like."""

    days: int | None
    day_kind: str
    note: str


class LawBook:
    """One edition of the law, to be asked by country, substance, direction and day."""

    def __init__(
        self,
        edition: str,
        listings: Iterable[Entry[Listing]],
        thresholds: Iterable[Entry[Threshold]],
        requirements: Iterable[Entry[Requirement]],
        members: Iterable[Entry[tuple[str, str]]],
    ) -> None:
        """Index the entries. Raises ValueError where two of one subject hold on one day."""
        self.edition = edition
        """SHA-256 of the files, in hexadecimal."""
        self._listings = _indexed(listings, lambda value: (value.key, value.list_id))
        self._lists_of: dict[str, list[Dated[Listing]]] = {}
        for (key, _), dated in self._listings.items():
            self._lists_of.setdefault(key, []).append(dated)
        self._thresholds = _indexed(
            thresholds, lambda value: (value.jurisdiction, value.key or "", value.scope, value.subject)
        )
        self._requirements = _indexed(
            requirements, lambda value: (value.list_id, value.direction, value.kind, value.condition)
        )
        self._members = _indexed(members, lambda value: value)
        self._memo: dict[tuple[str, str, str, date], tuple[Entry[Requirement], ...]] = {}

    def jurisdictions(self, country: str, day: date) -> tuple[str, ...]:
        """Whose law applies in a country (ISO 3166-1 alpha-2) on a day; empty where we know of none.

        Recalled membership counts too: it can only make more law apply, never less.
        """
        return tuple(
            entry.value[0]
            for (_, land), dated in self._members.items()
            if land in (country, _EVERYWHERE)
            for entry in _in_force(dated, day)
        )

    def listings(self, key: str, day: date) -> tuple[Entry[Listing], ...]:
        """Every list a substance is on that day, in any jurisdiction."""
        return tuple(entry for dated in self._lists_of.get(key, ()) for entry in _in_force(dated, day))

    def listing(self, key: str, list_id: str) -> Dated[Listing]:
        """The history of one substance on one list; empty when it never was on it."""
        return self._listings.get((key, list_id)) or Dated(f"{key} on {list_id}", ())

    def histories(self, key: str) -> tuple[Dated[Listing], ...]:
        """Everything known of a substance's listings, in any jurisdiction and at any time."""
        return tuple(self._lists_of.get(key, ()))

    def limits(self, key: str) -> tuple[Entry[Threshold], ...]:
        """Every limit ever known for a substance, in any jurisdiction, the newest first."""
        found = (
            entry for (_, subject, *_), dated in self._thresholds.items() if subject == key for entry in dated.entries
        )
        return tuple(sorted(found, key=lambda entry: entry.valid_from, reverse=True))

    def lists(self) -> tuple[str, ...]:
        """Names of all lists, such as `UN:I`."""
        return tuple(sorted({name for _, name in self._listings}))

    def listed(self, country: str, key: str, day: date) -> tuple[Entry[Listing], ...]:
        """The lists that count in a country and hold the substance that day."""
        where = self.jurisdictions(country, day)
        return tuple(entry for entry in self.listings(key, day) if entry.value.jurisdiction in where)

    def requirements(self, country: str, key: str, direction: str, day: date) -> tuple[Entry[Requirement], ...]:
        """All that the country's law demands for one movement; those that do not decide included."""
        asked = (country, key, direction, day)
        if asked not in self._memo:
            if len(self._memo) > 50_000:
                self._memo.clear()
            self._memo[asked] = tuple(self._demanded(country, key, direction, day))
        return self._memo[asked]

    def _demanded(self, country: str, key: str, direction: str, day: date) -> Iterator[Entry[Requirement]]:
        listed = self.listed(country, key, day)
        sure = {entry.value.list_id: entry.decides for entry in listed}
        for (list_id, way, _, _), dated in self._requirements.items():
            if list_id in sure and way == direction:
                for entry in _in_force(dated, day):
                    yield entry if sure[list_id] else _recalled(entry)

    def licence_demanded(self, country: str, key: str, direction: str, day: date) -> Entry[Requirement] | None:
        """The entry that demands a licence or registration number without condition, or None.

        Only law that decides counts here; conditional and recalled demands are in `requirements`.
        """
        for entry in self.requirements(country, key, direction, day):
            if entry.value.kind in ("licence", "registration") and entry.decides and not entry.value.condition:
                return entry
        return None

    def demanded(
        self, kind: RequirementKind, country: str, key: str, direction: str, day: date
    ) -> tuple[Entry[Requirement], ...]:
        """The entries that demand one kind of paper, conditional and recalled ones included."""
        found = self.requirements(country, key, direction, day)
        return tuple(entry for entry in found if entry.value.kind == kind)

    def thresholds(self, country: str, key: str, day: date) -> tuple[Entry[Threshold], ...]:
        """Every limit in force for a substance in a country, whatever its scope."""
        where = self.jurisdictions(country, day)
        own = {place for place, subject, *_ in self._thresholds if subject == key and place in where}
        rest = set(where) - own if self.listed(country, key, day) else set()
        return tuple(
            entry
            for (place, subject, *_), dated in self._thresholds.items()
            if (subject == key and place in own) or (subject == _EVERY_OTHER and place in rest)
            for entry in _in_force(dated, day)
        )

    def threshold(self, country: str, key: str, day: date, scope: str | None = None) -> Entry[Threshold]:
        """The limit on a quantity in force, of one scope where a scope is named.

        Where several hold, one that decides comes before a recalled one. Raises NotInForce when the
        law knows none that day.
        """
        found = [
            entry
            for entry in self.thresholds(country, key, day)
            if (scope is None or entry.value.scope == scope)
            and (entry.value.kg is not None or entry.value.litres is not None)
        ]
        if not found:
            checked = [self.last_checked(place) for place in self.jurisdictions(country, day)]
            latest = max((one for one in checked if one), default=None)
            raise NotInForce(f"threshold of {key} in {country}", day, latest)
        return min(found, key=lambda entry: not entry.decides)

    def strength_limit(self, country: str, key: str, day: date) -> Entry[Threshold] | None:
        """The strength in per cent at and above which goods are controlled, where decided law sets one."""
        for entry in self.thresholds(country, key, day):
            if entry.value.percent is not None and entry.value.scope == "controlled at or above" and entry.decides:
                return entry
        return None

    def last_checked(self, jurisdiction: str) -> date | None:
        """The latest day any limit of a jurisdiction was looked up."""
        days = [
            entry.last_checked
            for (place, *_), dated in self._thresholds.items()
            if place == jurisdiction
            for entry in dated.entries
            if entry.last_checked
        ]
        return max(days) if days else None

    def entries(self) -> Iterator[Entry[object]]:
        """Every entry of the book, for lists of sources and for checks."""
        for table in (self._listings, self._thresholds, self._requirements, self._members):
            for dated in table.values():
                yield from cast("tuple[Entry[object], ...]", dated.entries)


@cache
def law_book(*, demo: bool = False) -> LawBook:
    """The law of this installation; with `demo` also the law of the fictitious country XD."""
    folder = resource("seed") / "law"
    return load((folder, folder / "demo") if demo else (folder,))


def load(folders: Iterable[Path]) -> LawBook:
    """Read the four files of each folder into one book. Raises ValueError on overlaps or broken dates."""
    folders = tuple(folders)
    paths = [folder / name for folder in folders for name in _FILES]
    digest = hashlib.sha256()
    beside = [folder / name for folder in folders for name in _BESIDE]
    for path in (*paths, *(each for each in beside if each.exists())):
        digest.update(path.read_bytes())
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in _FILES}
    for path in paths:
        tables[path.name].extend(seed_rows(path))
    return LawBook(
        digest.hexdigest(),
        [entry_of(row, Listing(row["list"], row["key"], row["note"])) for row in tables["listings.csv"]],
        [entry_of(row, _threshold(row)) for row in tables["thresholds.csv"]],
        [entry_of(row, _requirement(row)) for row in tables["requirements.csv"]],
        [entry_of(row, (row["jurisdiction"], row["country"])) for row in tables["members.csv"]],
    )


def _indexed(entries: Iterable[Entry[T]], subject: Callable[[T], K]) -> dict[K, Dated[T]]:
    """The entries by subject, each subject with its history."""
    found: dict[K, list[Entry[T]]] = {}
    for entry in entries:
        found.setdefault(subject(entry.value), []).append(entry)
    return {name: Dated(" / ".join(name), history) for name, history in found.items()}


def _recalled(entry: Entry[Requirement]) -> Entry[Requirement]:
    """The same demand resting on a listing that itself is only recalled."""
    return replace(entry, status="RECALLED")


def _threshold(row: Mapping[str, str]) -> Threshold:
    figures = (" ".join(filter(None, (row[f"quantity{n}"], row[f"unit{n}"]))) for n in ("", "_2"))
    return Threshold(
        jurisdiction=row["jurisdiction"],
        subject=row["subject"],
        key=row["key"] or None,
        scope=row["scope"],
        period=row["period"],
        kg=_decimal(row["kg"]),
        litres=_decimal(row["litres"]),
        percent=_decimal(row["percent"]),
        stated=" / ".join(filter(None, figures)),
        basis=row["basis"],
        note=row["note"],
        window=row.get("window") or "",
        above=row.get("comparison") == "above",
        ways=frozenset((row.get("ways") or "").split()),
        demands=row.get("demands") or "",
    )


def _requirement(row: Mapping[str, str]) -> Requirement:
    return Requirement(
        jurisdiction=row["jurisdiction"],
        list_id=row["list"],
        direction=cast("Direction", row["direction"]),
        kind=cast("RequirementKind", row["kind"]),
        condition=row["condition"],
        days=int(row["days"]) if row["days"] else None,
        day_kind=row["day_kind"],
        note=row["note"],
    )


def _in_force(dated: Dated[T], day: date) -> Iterator[Entry[T]]:
    return (entry for entry in dated.entries if entry.holds(day))


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
