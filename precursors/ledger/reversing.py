"""Take records back: a reversal fact each, its transfers mirrored, its natural key freed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import free
from precursors.audit.models import Reversal
from precursors.db.bulk import insert_rows
from precursors.ledger.accounts import tail
from precursors.ledger.models import Transfer

BATCH = 500
Movement = tuple[int, int, int]
"""Debit account, credit account, amount."""


def withdraw(act: OpenAct, targets: Sequence[int]) -> None:
    """Reverse standing facts in an open act; the database refuses to reverse one twice."""
    for batch in batches(sorted(targets)):
        moved = mirrored(act.session, batch)
        first = act.add_many(Reversal, [{"target": t} for t in batch], [tail(moved.get(t, ())) for t in batch])
        post(act.session, first, [moved.get(target, []) for target in batch])
        free(act.session, batch)


def post(session: Session, first: int, movements: Iterable[Sequence[Movement]]) -> None:
    """Write the transfers of consecutive facts, the first of which has key `first`."""
    rows = [
        (first + n, k, debit, credit, amount)
        for n, own in enumerate(movements)
        for k, (debit, credit, amount) in enumerate(own)
    ]
    if rows:
        insert_rows(session, Transfer.__tablename__, ("fact", "k", "debit", "credit", "amount"), rows)


def mirrored(session: Session, targets: Sequence[int]) -> dict[int, list[Movement]]:
    """The movements of each fact the other way round."""
    query = (
        select(Transfer.fact, Transfer.credit, Transfer.debit, Transfer.amount)
        .where(Transfer.fact.in_(targets))
        .order_by(Transfer.fact, Transfer.k)
    )
    found: dict[int, list[Movement]] = defaultdict(list)
    for fact, credit, debit, amount in session.execute(query):
        found[fact].append((credit, debit, amount))
    return found


def batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """`keys` in pieces that fit into one query."""
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]
