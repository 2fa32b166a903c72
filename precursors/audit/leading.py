"""From an act to the records it is about, where what it wrote bears no reference: a step of an order, a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact, act_of, fact_id
from precursors.scope.visible import Sight, visible

MOST = 20
"""Records of each kind that an act leads to."""
HOPS = 3
"""How far a record may be: a decision is of a deviation, which is of a step, which is of an order."""


def leads(session: Session, sight: Sight, act: int, kinds: Iterable[str]) -> list[str]:
    """References of earlier records that the rows an act wrote, of these kinds, belong to; those the reader may see.

    At most `MOST` of each kind; a few queries for each kind of row.
    """
    within = fact_id(act, 0), fact_id(act + 1, 0) - 1
    found: dict[str, set[int]] = defaultdict(set)
    bare = (Fact.kinds[kind] for kind in kinds if not Fact.kinds[kind].prefix)
    rows: list[tuple[type[Fact], Any]] = [(model, model.id.between(*within)) for model in bare]
    for _ in range(HOPS):
        nearer: dict[str, set[int]] = defaultdict(set)
        for model, which in rows:
            for name, keys in _belongs(session, model, which):
                (found if Fact.kinds[name].prefix else nearer)[name].update(keys)
        rows = [(Fact.kinds[name], Fact.kinds[name].id.in_(keys)) for name, keys in nearer.items()]
    return [ref for name, keys in found.items() for ref in _seen(session, sight, Fact.kinds[name], act, keys)]


def _belongs(session: Session, model: type[Fact], which: Any) -> Iterator[tuple[str, set[int]]]:  # noqa: ANN401 - a condition
    """Kinds and keys of what rows belong to: by foreign keys, or by the natural key of the record they tell of."""
    for column in model.__table__.columns:
        for key in column.foreign_keys:
            if key.column.table.name in Fact.kinds:
                query = select(column).where(which, column.is_not(None)).distinct().limit(MOST)
                yield key.column.table.name, {int(each) for each in session.execute(query).scalars()}
    if model.tells_of is not None:
        kind, subject = (getattr(model, name) for name in model.tells_of)
        pairs = select(kind, Current.id).join(Current, Current.key == subject).where(which).distinct().limit(MOST)
        by_kind: Mapping[str, set[int]] = defaultdict(set)
        for name, number in session.execute(pairs):
            by_kind[name].add(int(number))
        yield from by_kind.items()


def _seen(session: Session, sight: Sight, model: type[Fact], act: int, keys: Iterable[int]) -> list[str]:
    own: Any = select(model.id).where(model.id.in_([key for key in keys if act_of(key) != act]))
    shown = session.execute(visible(own, model, sight)).scalars()
    return sorted(refs_of(session, model, shown).values())
