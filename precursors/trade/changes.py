"""What has happened to shipments since a moment, in the order of the log: for those who keep a copy elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select, union_all
from sqlalchemy.orm import Session

from precursors.audit.acts import last_act
from precursors.audit.models import Act, Reversal
from precursors.audit.refs import refs_of
from precursors.db.tables import fact_id
from precursors.scope.masking import Masked, as_seen
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment

_AT_ONCE = 500


class Item(NamedTuple):
    """One shipment by its reference, and whether it stands now."""

    ref: str
    row: Any
    standing: bool


class Changes(NamedTuple):
    """One page of changes. A record that was entered and taken back since comes twice, as it is now both times."""

    items: Sequence[Item]
    after: int | None
    """Where the next page goes on; None when this was the last."""


def changes(session: Session, sight: Sight, since: datetime, after: int | None, size: int) -> Changes:
    """Shipments of the reader's own that were recorded or taken back at `since` or later."""
    start = after if after is not None else fact_id(_first_act(session, since), 0) - 1
    entered: Any = select(Shipment.id.label("change"), Shipment.id.label("fact")).where(Shipment.id > start)
    ended: Any = select(Reversal.id.label("change"), Reversal.target.label("fact"))
    ended = ended.join(Shipment, Shipment.id == Reversal.target).where(Reversal.id > start)
    each = (
        _first(visible(entered, Shipment, sight.own), Shipment.id, size),
        _first(visible(ended, Shipment, sight.own), Reversal.id, size),
    )
    both = union_all(*(select(query.subquery()) for query in each)).subquery()
    found = session.execute(select(both).order_by(both.c.change).limit(size + 1)).all()
    items = items_of(session, [row.fact for row in found[:size]], sight)
    return Changes(items, found[size - 1].change if len(found) > size else None)


def items_of(session: Session, keys: Sequence[int], sight: Sight) -> list[Item]:
    """The shipments with these keys in this order, which `visible` has let through, each as the reader sees it."""
    rows: dict[int, Shipment | Masked] = {}
    ended: set[int] = set()
    for batch in _batches(sorted(set(keys))):
        found = list(session.execute(select(Shipment).where(Shipment.id.in_(batch))).scalars())
        rows |= {row.id: row for row in as_seen(session, found, sight)}
        ended.update(session.execute(select(Reversal.target).where(Reversal.target.in_(batch))).scalars())
    refs = refs_of(session, Shipment, rows)
    return [Item(refs[key], rows[key], key not in ended) for key in keys]


def _first(query: Select[Any], order: Any, size: int) -> Select[Any]:  # noqa: ANN401 - a column
    return query.order_by(order).limit(size + 1)


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))


def _first_act(session: Session, since: datetime) -> int:
    """The first act at `since` or later: acts are numbered in the order of time, so a few looks are enough."""
    low, high = 0, last_act(session) + 1
    while low < high:
        middle = (low + high) // 2
        at = session.execute(select(Act.at).where(Act.id == middle)).scalar_one()
        low, high = (low, middle) if at >= since else (middle + 1, high)
    return low
