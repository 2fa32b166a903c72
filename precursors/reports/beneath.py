"""The records beneath a figure: which they are and what each adds, so that the figure can be followed down to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from precursors.db.tables import Table

SIZE = 50
"""Records of a page."""


class Part(NamedTuple):
    """One record beneath a figure: its key, and what it adds; None where nobody knows how much."""

    id: int
    adds: int | None


class Sum(NamedTuple):
    """What the records beneath a figure come to: how many they are, and what they add up to."""

    records: int
    adds: int


class Beneath(Protocol):
    """Records of one kind that a figure counts."""

    @property
    def model(self) -> type[Table]:
        """Their kind."""

    def sum(self, session: Session) -> Sum:
        """All of them together."""

    def page(self, session: Session, before: int | None, size: int = SIZE) -> list[Part]:
        """The newest whose keys are below `before`."""


@dataclass(frozen=True, slots=True)
class Later(Mapping[str, Beneath]):
    """What lies beneath the figures of a row, made when one of them is followed down: most rows are only read."""

    columns: tuple[str, ...]
    made: Callable[[], Mapping[str, Beneath]]

    def __getitem__(self, column: str) -> Beneath:
        return self.made()[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class Counted:
    """Records that a report has looked at one by one, with what each adds: 1 where they are counted."""

    model: type[Table]
    parts: Sequence[tuple[int, int | None]]

    def sum(self, session: Session) -> Sum:  # noqa: ARG002 - another kind asks the database
        """All of them together."""
        whole = self._whole()
        return Sum(len(whole), sum(adds or 0 for adds in whole.values()))

    def page(self, session: Session, before: int | None, size: int = SIZE) -> list[Part]:  # noqa: ARG002 - likewise
        """The newest below `before`."""
        known = sorted(self._whole().items(), reverse=True)
        return [Part(*each) for each in known if before is None or each[0] < before][:size]

    def _whole(self) -> dict[int, int | None]:
        """Each record once, with all that its parts add; unknown where one of them is."""
        whole: dict[int, int | None] = {}
        for key, adds in self.parts:
            known = whole.get(key, 0)
            whole[key] = None if known is None or adds is None else known + adds
        return whole


@dataclass(frozen=True, slots=True)
class Summed:
    """Records that only the database adds up: the query that finds them, and the figure of each, None to count."""

    model: type[Table]
    narrowed: Select[Any]
    """A query of this model; its columns do not matter."""
    figure: ColumnElement[Any] | InstrumentedAttribute[Any] | None = None

    def sum(self, session: Session) -> Sum:
        """All of them together; one query."""
        adds = func.count() if self.figure is None else func.coalesce(func.sum(self.figure), 0)
        records, total = session.execute(self.narrowed.with_only_columns(func.count(), adds)).one()
        return Sum(int(records), int(total))

    def page(self, session: Session, before: int | None, size: int = SIZE) -> list[Part]:
        """The newest below `before`, in the order of their keys."""
        key = self.model.__table__.columns["id"]
        query = self.narrowed.with_only_columns(key, literal(1) if self.figure is None else self.figure)
        query = query if before is None else query.where(key < before)
        return [Part(number, adds) for number, adds in session.execute(query.order_by(key.desc()).limit(size))]


def every(model: type[Table], keys: Sequence[int]) -> Counted:
    """Records that are counted, each once."""
    return Counted(model, [(key, 1) for key in keys])


def of(model: type[Table]) -> Select[Any]:
    """A query of a model to be narrowed, with no column yet that would matter."""
    return select(model.__table__.columns["id"])
