"""How rows of one source are read: a file of the seed, or of the user, says which column is which."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from precursors.paths import resource
from precursors.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Case:
    """One row as the ranking sees it."""

    row: str
    """What names it in its source."""
    day: date
    words: Mapping[str, str]
    """What is counted: firms, codes, ways, and some of them together."""
    numbers: Mapping[str, float | None]
    unit: float | None
    """Logarithm of value by mass."""
    origin: str
    found: bool | None = None
    """Whether somebody found something; None where nobody looked."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a source mean."""

    name: str
    row: str
    day: str
    origin: str
    words: Mapping[str, str]
    beginnings: Mapping[str, tuple[str, int, int]]
    """Word to the word it begins, how many signs of it, of how many: an HS code loses its leading nought in a sheet."""
    together: Mapping[str, Sequence[str]]
    numbers: Mapping[str, str]
    value: str
    mass: str
    within: Sequence[str]
    """Words within which a value by mass is compared with earlier ones."""

    @property
    def counted(self) -> tuple[str, ...]:
        """Every word whose history is kept."""
        return (*self.words, *self.beginnings, *self.together)

    def missing(self, headings: Iterable[str], label: str | None = None) -> Problem | None:
        """The columns a source lacks."""
        wanted = [self.row, self.day, *self.words.values(), *self.numbers.values(), *([label] if label else [])]
        lacking = sorted(set(wanted) - set(headings))
        return problem("ranking.columns", None, columns=", ".join(lacking), layout=self.name) if lacking else None

    def case(self, row: Mapping[str, Any], found: bool | None = None) -> Case:
        """One row. Raises ValueError where its day is none."""
        words = {name: str(row[column] or "").strip() for name, column in self.words.items()}
        for name, (of, signs, whole) in self.beginnings.items():
            words[name] = words[of].zfill(whole)[:signs] if words[of] else ""
        words |= {name: "|".join(words[each] for each in parts) for name, parts in self.together.items()}
        numbers = {name: _number(row[column]) for name, column in self.numbers.items()}
        value, mass = numbers.get(self.value), numbers.get(self.mass)
        unit = math.log((value + 1) / (mass + 0.01)) if value is not None and mass is not None else None
        return Case(
            str(row[self.row]), _day(row[self.day]), words, numbers, unit, str(row.get(self.origin) or ""), found
        )


def _day(told: object) -> date:
    return told if isinstance(told, date) else date.fromisoformat(str(told)[:10])


def _number(told: object) -> float | None:
    try:
        number = float(str(told))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def layout(name: str) -> Layout | Problem:
    """The layout of a name in the seed, or of a file."""
    path = Path(name) if name.endswith(".toml") else resource("seed") / "ranking" / f"{name}.toml"
    if not path.is_file():
        return problem("ranking.no-layout", None, layout=name, known=", ".join(layouts()))
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        unit = told["unit"]
        return Layout(
            path.stem, told["row"], told["day"], told["origin"], told["words"],
            {key: (of, signs, whole) for key, (of, signs, whole) in told.get("beginnings", {}).items()},
            told.get("together", {}), told["numbers"], unit["value"], unit["mass"], tuple(unit["within"]),
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as wrong:
        return problem("ranking.bad-layout", None, layout=name, detail=str(wrong))


def layouts() -> list[str]:
    """The layouts of the seed."""
    return sorted(path.stem for path in (resource("seed") / "ranking").glob("*.toml"))


def by_day(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """The cases of each day together, day after day; within a day in their own order."""
    days: dict[date, list[Case]] = {}
    for case in cases:
        days.setdefault(case.day, []).append(case)
    for day in sorted(days):
        yield days[day]
