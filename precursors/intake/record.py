"""What a record description says: fields in order, each with its type; headings are data in seed/headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, Protocol

from precursors.paths import resource, seed_rows
from precursors.problems import Problem
from precursors.quantities.conventions import Convention


class CellLike(Protocol):
    """What a field type sees of a cell: kind, exact text, number-format hint, whether a formula computed it."""

    @property
    def kind(self) -> str:
        """One of n, d, t, b, e or empty."""

    @property
    def text(self) -> str:
        """The exact text."""

    @property
    def format(self) -> str:
        """What the number format adds."""

    @property
    def formula(self) -> bool:
        """Whether it is a cached value."""


class ColumnLike(Protocol):
    """The distinct cells of one column of a block; position 0 is the empty cell."""

    @property
    def texts(self) -> list[str]:
        """Text of each distinct cell."""

    @property
    def shapes(self) -> Sequence[tuple[str, str, bool]]:
        """The (kind, format, formula) triples that occur."""

    @property
    def shape_of(self) -> Sequence[int]:
        """Which of the shapes each distinct cell has."""

    @property
    def cells(self) -> Sequence[CellLike]:
        """The distinct cells themselves."""


class Reading(NamedTuple):
    """The distinct cells of one column, read: parallel lists, and the few that have something against them."""

    values: list[Any]
    """What each cell means; None for an empty one or one with a problem."""
    stated: list[str | None]
    """What is kept of each cell as stated."""
    problems: dict[int, Problem]
    """Position to the problem that stops its rows."""
    warnings: dict[int, str]
    """Position to the code of a warning."""


class FieldType(Protocol):
    """A type of field: one class that reads cells."""

    def read(self, column: ColumnLike, convention: Convention) -> Reading:
        """Read the distinct cells of a column under the convention of their source."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key (also the column's name in the database), its type, whether every record needs it."""

    key: str
    type: FieldType
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record that people hand in: `shipments`, `operators`, `licences`."""

    kind: str
    fields: tuple[Field, ...]
    core: tuple[str, ...] = field(default=())
    """Fields at least one of which any real record row fills; a row without them is no record."""

    def __getitem__(self, key: str) -> Field:
        """The field with this key. Raises KeyError."""
        for each in self.fields:
            if each.key == key:
                return each
        raise KeyError(key)


@cache
def headings(kind: str) -> Mapping[str, Mapping[str, str]]:
    """Field key to language to heading, as templates and exports write them (rank `primary` in the seed)."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows(kind):
        if row["rank"] == "primary":
            found.setdefault(row["field"], {})[row["language"]] = row["heading"]
    return found


@cache
def spellings(kind: str) -> tuple[tuple[str, str], ...]:
    """Every (heading, field key) a file of this kind may use, primary and synonym, in all languages."""
    return tuple((row["heading"], row["field"]) for row in _rows(kind))


def implied_units(kind: str) -> dict[str, str]:
    """Units that headings of a kind mean without saying so: trade statistics write netWgt, and mean kilograms."""
    return {row["heading"]: row["unit"] for row in _rows(kind) if row.get("unit")}


def _rows(kind: str) -> list[dict[str, str]]:
    path = resource("seed") / "headings" / f"{kind}.csv"
    return seed_rows(path)
