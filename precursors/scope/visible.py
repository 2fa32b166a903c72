"""What one reader may see, as a condition on a query. A reader is never shown a row for which this does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Select, and_, column, or_, select, table

from precursors.db.tables import Fact, Table, confined
from precursors.scope.models import NOMINAL, Share

S = TypeVar("S", bound="Select[*tuple[Any, ...]]")

STANDING = table("current", column("key"), column("id"))
"""The log's list of what stands; its model lives above this room."""

_STANDS = select(STANDING.c.id).where(STANDING.c.key == Share.key, STANDING.c.id == Share.id).exists()
"""That a share was not withdrawn."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose records a reader may see, on which day; agencies None is the local operator, who sees all."""

    agencies: tuple[str, ...] | None = None
    day: date | None = None
    """The day on which shares must be in force; None to leave out what others share."""
    person: str | None = None
    """Who reads, where records are for those alone who need to know of them; None for whoever sees those too."""

    @property
    def own(self) -> Sight:
        """The same without what other agencies share: for lists that an index must carry."""
        return replace(self, day=None)

    def owns(self, agency: str | None) -> bool:
        """Whether a row of this agency is the reader's own."""
        return self.agencies is None or agency in self.agencies


Need: TypeAlias = Callable[[ColumnElement[bytes], str], ColumnElement[bool]]
"""That the person may know of what is confined by this column."""
_NEEDS: list[Need] = []


def confine(need: Need) -> None:
    """A room says who may know of its confined records; `app` calls this at start."""
    if need not in _NEEDS:
        _NEEDS.append(need)


def needs() -> tuple[Need, ...]:
    """What rooms have said so far: whoever keeps a query that was made with a sight keeps it under these too."""
    return tuple(_NEEDS)


def visible(query: S, model: type[Table], sight: Sight, *, names: bool = False) -> S:
    """`query` narrowed to the rows of `model` that `sight` allows. The model must say whose its rows are.

    With `names`, rows shared without names are left out too. A query that compares, sorts by or hands on a column
    the model calls personal must say so: else its answer would tell what the row itself withholds.
    """
    if sight.agencies is None:
        return query
    columns = model.__table__.columns
    own = and_(columns["agency"].in_(sight.agencies), *_needed(model, sight))
    if sight.day is None:
        return query.where(own)
    ways: list[ColumnElement[bool]] = [own]
    if "key" in columns:
        ways.append(select(Share.id).where(Share.subject == columns["key"], *in_force(sight, names=names)).exists())
    if model.said_in is not None:
        ways.append(said_where(model, sight).exists())
    return query.where(or_(*ways))


def _needed(model: type[Table], sight: Sight) -> list[ColumnElement[bool]]:
    """That a reader of the very agency may know of a row."""
    columns = model.__table__.columns
    if sight.person is None:
        return []
    if model.laid_to is not None:
        kind, key = (columns[name] for name in model.laid_to)
        return [or_(kind != each.__tablename__, known(each, key, sight)) for each in confined()]
    if model.confined_by is None:
        return []
    return [need(columns[model.confined_by], sight.person) for need in _NEEDS]


def known(model: type[Fact], key: ColumnElement[int], sight: Sight) -> ColumnElement[bool]:
    """That a reader may know of the record of this model with this key; alone it says nothing of whose it is."""
    query = select(model.id).where(model.id == key, *_needed(model, sight))
    return query.correlate_except(model).exists()


def said_where(model: type[Table], sight: Sight) -> Select[int]:
    """The shares by which a reader sees a row of a model that is `said_in` a shared record, as conditions on the row.

    The giver hears everybody while anybody is there. Who came in hears the giver, and the others from then on: nobody's
    words reach somebody they could not know of.
    """
    columns = model.__table__.columns
    heard = and_(
        Share.receiver.in_(sight.agencies or ()), or_(Share.id < columns["id"], Share.agency == columns["agency"])
    )
    return select(Share.id).where(
        Share.subject == columns[str(model.said_in)], Share.until >= sight.day, Share.tier == NOMINAL, _STANDS,
        or_(and_(Share.agency.in_(sight.agencies or ()), *_needed(model, sight)), heard),
    )  # fmt: skip


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
        _STANDS,
    ]
    return [*conditions, Share.tier == NOMINAL] if names else conditions
