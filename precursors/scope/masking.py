"""A record as a reader may see it: itself, or a copy from which everything personal is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.db.tables import Table
from precursors.scope.models import Share
from precursors.scope.visible import Sight, in_force

R = TypeVar("R", bound=Table)


class Masked:
    """What is left of a record that is shared without names. It holds no way back to the record itself.

    Every column of the record is an attribute; those that are withheld read None, and `withheld` names them.
    """

    __slots__ = ("_values", "withheld")

    def __init__(self, row: Table) -> None:
        self.withheld = frozenset(row.personal)
        columns = row.__table__.columns
        self._values = {each.key: None if each.key in self.withheld else getattr(row, each.key) for each in columns}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the value of any column
        try:
            return object.__getattribute__(self, "_values")[name]
        except KeyError:
            raise AttributeError(name) from None


def as_seen(session: Session, rows: Sequence[R], sight: Sight) -> list[R | Masked]:
    """Rows that `visible` has let through, each as this reader may see it; one query for all of them.

    What belongs to others is masked unless a share in force shows it with names.
    """
    foreign = {row.key for row in rows if not sight.owns(row.agency)}  # type: ignore[attr-defined]  # visible demands both
    if not foreign:
        return list(rows)
    named: set[bytes] = set()
    if sight.day is not None:
        query = select(Share.subject).where(Share.subject.in_(foreign), *in_force(sight, names=True))
        named.update(map(bytes, session.execute(query).scalars()))
    return [Masked(row) if row.key in foreign - named else row for row in rows]  # type: ignore[attr-defined]  # as above
