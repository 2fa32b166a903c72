"""The three sorts of table. Each model declares its sort by its base; triggers and grants follow from it.

* `Fact`: inserted once, hashed, never changed. Its key says where it stands: `id = act * 2**24 + n`, `n` being
  the number of its leaf in that act, so a row cannot move to another act and REPLACE can only hit its own act.
* `Cache`: current state that `verify` can rebuild from facts: balances, latest rows, aggregates.
* `Working`: drafts, jobs, mappings: free to change, never evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from precursors.db.types import Big, Day, Instant, Octets

LEAF_BITS = 24
"""Leaves of one act: at most 2**24 = 16,777,216."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Folds: TypeAlias = Mapping[str, tuple[str, Callable[[str], str]]]
"""Column to the column it is made of, and how."""


def fact_id(act: int, n: int) -> int:
    """The key of leaf `n` of `act`."""
    return (act << LEAF_BITS) | n


def act_of(key: int) -> int:
    """The act that wrote the row with this key."""
    return key >> LEAF_BITS


def leaf_of(key: int) -> int:
    """The leaf number, from 0, of the row with this key in its act."""
    return key & ((1 << LEAF_BITS) - 1)


class Table(DeclarativeBase):
    """Base of every table: strict types, named constraints."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Big,
        str: Text,
        bytes: Octets,
        date: Day,
        datetime: Instant,
    }
    sort: ClassVar[str]
    personal: ClassVar[tuple[str, ...]] = ()
    """Columns withheld from a reader with whom a record is shared without names."""
    read_by_all: ClassVar[bool] = False
    """Whether rows that name an agency are for all to read, not only for that one and those it shares with."""
    part_of: ClassVar[tuple[str, str | None] | None] = None
    """Column with the key of the fact a row is part of, and the table of that fact, None where it may be any: whoever
    may see that fact may see the row.
    """
    seen_with: ClassVar[tuple[str, str] | None] = None
    """Table of a record and column with its natural key: whoever may see that record may see the row."""
    said_in: ClassVar[str | None] = None
    """Column with the natural key of a record that agencies share to talk over: while a share of it is in force,
    whoever gave or received one may see what is said there, but of others than its giver only what came after it.
    """
    confined_by: ClassVar[str | None] = None
    """Column with the key of a record, or of a place made for one, that may be for those alone who work on it."""
    beside: ClassVar[tuple[str, str] | None] = None
    """Table of a fact and column with its key: of the agency's own people whoever sees that fact sees the row."""
    laid_to: ClassVar[tuple[str, str] | None] = None
    """Columns with the table and the key of the record a row is laid to: of what is for those alone who work on it
    whoever sees that record sees the row.
    """
    told_by: ClassVar[tuple[tuple[str, str, str], ...]] = ()
    """Tables whose rows tell of a row, the column of theirs and its own that are alike: who sees one sees the row."""
    came_with: ClassVar[tuple[str, tuple[str, ...]] | None] = None
    """Column and its values in rows that are seen by `told_by` alone; others go with the act they came with."""
    known_to: ClassVar[str | None] = None
    """Column of a holder: `party:` and `transit:` name the agency that alone knows it, others are for all."""
    held_on: ClassVar[str | None] = None
    """Column with an account: goes with it, and where a registered operator holds it, with that operator's record."""
    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 - SQLAlchemy reads it once and never changes it


def laid(*constraints: Any, **options: Any) -> tuple[Any, ...]:  # noqa: ANN401 - SQLAlchemy's own argument types
    """`__table_args__` with constraints; keeps the table strict on SQLite."""
    return (*constraints, {"sqlite_strict": True, **options})


def one_of(column: str, *values: str) -> str:
    """A CHECK that a column holds one of `values`. Not spelt IN: SQLite builds a table for that at every row."""
    return " OR ".join(f"{column} = '{value}'" for value in values)


class Fact(Table):
    """A row that never changes. `facts` names its version and the fields of its leaf, in order."""

    __abstract__ = True
    sort = "fact"
    facts: ClassVar[tuple[int, tuple[str, ...]]]
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {}
    """Version to the fields a leaf had then, for rows written before the newest one; what came later reads NULL."""
    folds: ClassVar[Folds] = {}
    """Column by which rows are looked up and no leaf holds, to the column of its text and what is made of that."""
    prefix: ClassVar[str | None] = None
    """Letters of the human reference, `SHP` in SHP-2026-000123-K; None where people never name the row."""
    tells_of: ClassVar[tuple[str, str] | None] = None
    """Columns with the table and the natural key of the record a row tells of, where no foreign key says so."""
    kinds: ClassVar[dict[str, type[Fact]]] = {}
    """Table name to model: every fact this process knows, in order of definition."""

    id: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False, sort_order=-10)
    """act * 2**24 + leaf number."""

    @classmethod
    def fields_in(cls, version: int) -> tuple[str, ...] | None:
        """The fields of a leaf of that version; None for a version nobody knows."""
        newest, names = cls.facts
        return names if version == newest else cls.earlier.get(version)

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - passed on untouched
        super().__init_subclass__(**kwargs)
        if not cls.__dict__.get("__abstract__"):
            Fact.kinds[cls.__tablename__] = cls


class Cache(Table):
    """Current state, rebuilt by `verify` from facts."""

    __abstract__ = True
    sort = "cache"


class Working(Table):
    """Free to change, never evidence."""

    __abstract__ = True
    sort = "working"


def confined() -> list[type[Fact]]:
    """The kinds of record that people name and that may be for those alone who work on them."""
    kinds = (each for each in Fact.kinds.values() if each.prefix and each.confined_by)
    return sorted(kinds, key=lambda each: each.__tablename__)


def tables_of(sort: str) -> list[str]:
    """Names of all tables of one sort, in order of definition."""
    sorts = {mapper.class_.__tablename__: mapper.class_.sort for mapper in Table.registry.mappers}
    return [name for name in Table.metadata.tables if sorts[name] == sort]
