"""What one reader may see, as a condition on a query. A reader is never shown a row for which this does not hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, column, or_, select, table

from precursors.db.tables import Table
from precursors.scope.models import NOMINAL, Share

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")

STANDING = table("current", column("key"), column("id"))
"""The log's list of what stands; its model lives above this room."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose records a reader may see, on which day; agencies None is the local operator, who sees all."""

    agencies: tuple[str, ...] | None = None
    day: date | None = None
    """The day on which shares must be in force; None to leave out what others share."""

    @property
    def own(self) -> Sight:
        """The same without what other agencies share: for lists that an index must carry."""
        return replace(self, day=None)

    def owns(self, agency: str | None) -> bool:
        """Whether a row of this agency is the reader's own."""
        return self.agencies is None or agency in self.agencies


def visible(query: S, model: type[Table], sight: Sight, *, names: bool = False) -> S:
    """`query` narrowed to the rows of `model` that `sight` allows. The model must say whose its rows are.

    With `names`, rows shared without names are left out too. A query that compares, sorts by or hands on a column
    the model calls personal must say so: else its answer would tell what the row itself withholds.
    """
    if sight.agencies is None:
        return query
    columns = model.__table__.columns
    own = columns["agency"].in_(sight.agencies)
    if sight.day is None or "key" not in columns:
        return query.where(own)
    shared = select(Share.id).where(Share.subject == columns["key"], *in_force(sight, names=names)).exists()
    return query.where(or_(own, shared))


def shown_ids(model: type[Table], sight: Sight, *, names: bool = False) -> Select[int]:
    """Keys of the standing rows of `model` that others share with this reader; with `names`, in full.

    Found by the shares themselves, which are few: for a list whose own rows an index carries.
    """
    shown = STANDING.alias("shown")
    query = select(shown.c.id).join(Share, Share.subject == shown.c.key)
    return query.where(Share.kind == model.__tablename__, *in_force(sight, names=names))


def givers(model: type[Table], sight: Sight) -> Select[str]:
    """Codes of the agencies that share rows of `model` with this reader."""
    return select(Share.agency).distinct().where(Share.kind == model.__tablename__, *in_force(sight))


def in_force(sight: Sight, *, names: bool = False) -> list[ColumnElement[bool]]:
    """Conditions on `Share`: it stands, and this reader may use it on their day; with `names`, in full."""
    conditions = [
        Share.receiver.in_(sight.agencies or ()),
        Share.until >= sight.day,
        select(STANDING.c.id).where(STANDING.c.key == Share.key, STANDING.c.id == Share.id).exists(),
    ]
    return [*conditions, Share.tier == NOMINAL] if names else conditions
