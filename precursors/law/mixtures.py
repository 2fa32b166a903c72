"""When a mixture is controlled: each component by itself, or all of a group together, as dated law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from precursors.law.dated import Entry, entry_of
from precursors.paths import resource, seed_rows


@dataclass(frozen=True, slots=True)
class Mixture:
    """One rule of one jurisdiction on mixtures of some substances."""

    jurisdiction: str
    subject: str
    """The words of the law."""

    keys: frozenset[str]
    adds_up: bool
    """Whether the shares of the components are added; else each is held against the figure by itself."""

    percent: Decimal
    above: bool
    """Whether only more than the figure is controlled; else the figure itself is."""

    note: str

    @property
    def stated(self) -> str:
        """The figure as people read it."""
        return f"{'>' if self.above else '≥'} {self.percent.normalize():f} %"

    def controls(self, parts: Mapping[str, Decimal]) -> bool | None:
        """Whether a mixture of these components, in per cent, is controlled; None where it has none of the group."""
        shares = [share for key, share in parts.items() if key in self.keys]
        if not shares:
            return None
        told = sum(shares, Decimal(0)) if self.adds_up else max(shares)
        return told > self.percent if self.above else told >= self.percent


def rules_on(jurisdictions: tuple[str, ...], day: date, *, demo: bool = False) -> tuple[Entry[Mixture], ...]:
    """The rules of these jurisdictions that hold on a day."""
    held = every_rule(demo=demo)
    return tuple(entry for entry in held if entry.value.jurisdiction in jurisdictions and entry.holds(day))


@cache
def every_rule(*, demo: bool) -> tuple[Entry[Mixture], ...]:
    """The rules of all days; with `demo` also those of the fictitious country."""
    folder = resource("seed") / "law"
    files = [folder / "mixtures.csv", *([folder / "demo" / "mixtures.csv"] if demo else [])]
    return tuple(entry for path in files for entry in read(path))


def read(path: Path) -> list[Entry[Mixture]]:
    """The entries of one file. Raises ValueError on a rule nobody knows."""
    return [_entry(row) for row in seed_rows(path)]


def _entry(row: Mapping[str, str]) -> Entry[Mixture]:
    if row["rule"] not in {"each", "sum"} or row["comparison"] not in {"above", "from"}:
        message = f"{row['jurisdiction']} / {row['subject']}: unknown rule {row['rule']!r} {row['comparison']!r}"
        raise ValueError(message)
    value = Mixture(
        row["jurisdiction"],
        row["subject"],
        frozenset(row["keys"].split()),
        row["rule"] == "sum",
        Decimal(row["percent"]),
        row["comparison"] == "above",
        row["note"],
    )
    return entry_of(row, value)
