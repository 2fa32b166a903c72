"""A record as a reader may see it: itself, or a copy from which everything personal is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from precursors.db.tables import Table
from precursors.scope.models import Share
from precursors.scope.visible import Sight, in_force, said_where

R = TypeVar("R")


class Masked:
    """What is left of a record that is shared without names. It holds no way back to the record itself.

    Every column of the record is an attribute; those that are withheld read None, and `withheld` names them.
    """

    __slots__ = ("_values", "withheld")

    def __init__(self, row: Any, model: type[Table]) -> None:  # noqa: ANN401 - a row of the model, or some columns of one
        self.withheld = frozenset(model.personal)
        names = row._fields if isinstance(row, Row) else model.__table__.columns.keys()
        self._values = {name: None if name in self.withheld else getattr(row, name) for name in names}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the value of any column
        try:
            return object.__getattribute__(self, "_values")[name]
        except KeyError:
            raise AttributeError(name) from None


def as_seen(session: Session, rows: Sequence[R], sight: Sight, model: type[Table] | None = None) -> list[R | Masked]:
    """Rows that `visible` has let through, each as this reader may see it; one query for all of them.

    What belongs to others is masked unless a share in force shows it with names. Rows of some columns, `agency` and
    `key` among them, are told by their `model`.
    """
    foreign = {row.key for row in rows if not sight.owns(row.agency)}  # type: ignore[attr-defined]  # visible demands both
    if not foreign:
        return list(rows)
    named: set[bytes] = set()
    if sight.day is not None:
        query = select(Share.subject).where(Share.subject.in_(foreign), *in_force(sight, names=True))
        named.update(map(bytes, session.execute(query).scalars()))
        named |= _said_to(session, [row for row in rows if row.key in foreign - named], sight, model)  # type: ignore[attr-defined]  # as above
    hidden = foreign - named
    return [Masked(row, model or type(row)) if row.key in hidden else row for row in rows]  # type: ignore[attr-defined,arg-type]  # as above


def _said_to(session: Session, rows: Sequence[Any], sight: Sight, model: type[Table] | None) -> set[bytes]:
    """Natural keys of the rows that were said in a place where the reader is: they are meant to be read in full."""
    kind: Any = model or (type(rows[0]) if rows else None)
    if kind is None or kind.said_in is None:
        return set()
    query = select(kind.key).where(kind.id.in_([row.id for row in rows]), said_where(kind, sight).exists())
    return set(map(bytes, session.execute(query).scalars()))
