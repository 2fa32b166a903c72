"""Tolerances and reporting cycles as dated law: how much may differ, how often stock is declared.

A tolerance has levels, warning and error, each an amount in kilograms and a share in per cent; what differs must pass
the greater of both. A rule of the country goes before the one of everywhere (`*`), level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeVar

from precursors.law.book import LawBook, law_book
from precursors.law.dated import Dated, Entry, NotInForce, entry_of
from precursors.paths import resource, seed_rows

T = TypeVar("T")
EVERYWHERE = "*"
LEVELS = ("error", "warning")
"""The graver one first."""

STOCK = "stock"
"""Scope of the tolerances of returns."""

MEASURES = ("kg", "percent")

_UG = 10**9
"""Micrograms of a kilogram."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much two figures may differ before somebody must look, or must not accept."""

    jurisdiction: str
    rule: str
    scope: str
    level: str
    kg: Decimal
    percent: Decimal

    def passed(self, difference: int, of: int) -> bool:
        """Whether a difference is beyond it. Both in micrograms; exactly the tolerance is within."""
        return abs(difference) > max(self.kg * _UG, self.percent * abs(of) / 100)


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often a jurisdiction has stock declared, and the deadline that says when."""

    jurisdiction: str
    frequency: str
    """monthly, quarterly or yearly."""

    deadline: str
    """What is due, among the deadlines."""


def figure_name(scope: str, level: str, measure: str) -> str:
    """What one figure of a tolerance an agency sets is called: `error-kg` (stock), `bulk-error-percent`."""
    return "-".join((*(() if scope == STOCK else (scope,)), level, measure))


class Tolerances:
    """The tolerances and cycles of an edition, to be asked by country and day."""

    def __init__(self, levels: Iterable[Entry[Tolerance]], cycles: Iterable[Entry[Cycle]], laws: LawBook) -> None:
        """Index the entries. Raises ValueError where two of one subject hold on one day."""
        self._laws = laws
        self._levels = _indexed(levels, lambda v: (v.jurisdiction, v.rule, v.scope, v.level))
        self._cycles = _indexed(cycles, lambda v: (v.jurisdiction,))
        self._own: Mapping[tuple[str, str], Decimal] = {}

    def set_by(self, own: Mapping[tuple[str, str], Decimal]) -> Tolerances:
        """The same with what an agency set itself: (`mass-balance-gap`, `warning-kg`) to the figure."""
        made = copy(self)
        made._own = own
        return made

    def level(self, country: str, rule: str, scope: str, difference: int, of: int, day: date) -> str | None:
        """The gravest level a difference passes; None where it is within every tolerance that holds.

        Raises NotInForce where there is none at all.
        """
        held = [entry.value for level in LEVELS if (entry := self.on(country, rule, scope, level, day))]
        if not held:
            raise NotInForce(f"tolerance {rule} {scope} in {country}", day, None)
        return next((each.level for each in held if each.passed(difference, of)), None)

    def on(self, country: str, rule: str, scope: str, level: str, day: date) -> Entry[Tolerance] | None:
        """One level of a tolerance: the country's own, else that of everywhere."""
        for place in self._places(country, day):
            dated = self._levels.get((place, rule, scope, level))
            for entry in dated.entries if dated else ():
                if entry.holds(day):
                    return replace(entry, value=self._as_set(entry.value))
        return None

    def _as_set(self, value: Tolerance) -> Tolerance:
        kg, percent = (self._own.get((value.rule, figure_name(value.scope, value.level, each))) for each in MEASURES)
        return replace(value, kg=value.kg if kg is None else kg, percent=value.percent if percent is None else percent)

    def cycle(self, country: str, day: date) -> Entry[Cycle]:
        """How often stock is declared in a country. Raises NotInForce where its law is silent."""
        for place in self._places(country, day):
            dated = self._cycles.get((place,))
            for entry in dated.entries if dated else ():
                if entry.holds(day):
                    return entry
        raise NotInForce(f"stock declarations in {country}", day, None)

    def _places(self, country: str, day: date) -> tuple[str, ...]:
        return tuple(dict.fromkeys((country, *self._laws.jurisdictions(country, day), EVERYWHERE)))

    def entries(self) -> Iterator[Entry[Tolerance] | Entry[Cycle]]:
        """Every entry, for lists of sources and for checks."""
        for levels in self._levels.values():
            yield from levels.entries
        for cycles in self._cycles.values():
            yield from cycles.entries


@cache
def tolerances(*, demo: bool = False) -> Tolerances:
    """The tolerances of this installation; with `demo` also those of the fictitious country."""
    folder = resource("seed") / "law"
    folders = [folder, folder / "demo"] if demo else [folder]
    levels = [entry_of(row, _tolerance(row)) for part in folders for row in seed_rows(part / "tolerances.csv")]
    cycles = [entry_of(row, _cycle(row)) for part in folders for row in seed_rows(part / "cycles.csv")]
    return Tolerances(levels, cycles, law_book(demo=demo))


def _indexed(entries: Iterable[Entry[T]], subject: Callable[[T], tuple[str, ...]]) -> dict[tuple[str, ...], Dated[T]]:
    found: dict[tuple[str, ...], list[Entry[T]]] = {}
    for entry in entries:
        found.setdefault(subject(entry.value), []).append(entry)
    return {name: Dated(" / ".join(name), history) for name, history in found.items()}


def _tolerance(row: Mapping[str, str]) -> Tolerance:
    kg, percent = Decimal(row["kg"]), Decimal(row["percent"])
    return Tolerance(row["jurisdiction"], row["rule"], row["scope"], row["level"], kg, percent)


def _cycle(row: Mapping[str, str]) -> Cycle:
    return Cycle(row["jurisdiction"], row["frequency"], row["deadline"])
