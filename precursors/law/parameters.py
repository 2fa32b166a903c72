"""Figures that the rules over many records compare with: dated, each with its source; none stands in a rule's code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from precursors.law.dated import Dated, Entry, entry_of
from precursors.paths import resource, seed_rows


class Parameters:
    """The figures in force on a day, by rule and name."""

    def __init__(self, day: date) -> None:
        """Those of `day`."""
        self.day = day
        self._plain: dict[tuple[str, str], float] = {}

    def __call__(self, rule: str, name: str) -> Decimal:
        """One figure. Raises NotInForce where there is none that day, KeyError where there never was one."""
        return self.entry(rule, name).value

    def plain(self, rule: str, name: str) -> float:
        """One figure for comparing with measured ones, looked up once. Raises like the figure itself."""
        found = self._plain.get((rule, name))
        if found is None:
            found = self._plain[rule, name] = float(self(rule, name))
        return found

    def entry(self, rule: str, name: str) -> Entry[Decimal]:
        """One figure with its source. Raises like the figure itself."""
        return _figures()[rule, name].on(self.day)


@cache
def _figures() -> dict[tuple[str, str], Dated[Decimal]]:
    found: dict[tuple[str, str], list[Entry[Decimal]]] = {}
    for row in seed_rows(resource("seed") / "law" / "parameters.csv"):
        found.setdefault((row["rule"], row["parameter"]), []).append(entry_of(row, Decimal(row["value"])))
    return {key: Dated(" ".join(key), entries) for key, entries in found.items()}
