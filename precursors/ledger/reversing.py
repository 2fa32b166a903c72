"""Take records back: a reversal fact each, its transfers mirrored, its natural key freed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import free
from precursors.audit.models import Reversal
from precursors.db.bulk import insert_rows
from precursors.ledger.accounts import tail
from precursors.ledger.models import Balance, Transfer

K = TypeVar("K")

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


def given_back(session: Session, targets: Iterable[int], accounts: Iterable[int]) -> dict[int, int]:
    """What records that are about to be replaced had taken from each account: the same act gives it back first."""
    wanted, back = list(targets), dict.fromkeys(accounts, 0)
    for batch in batches(wanted):
        query = select(Transfer.debit, func.sum(Transfer.amount)).where(Transfer.fact.in_(batch))
        for account, amount in session.execute(query.group_by(Transfer.debit)):
            if account in back:
                back[account] += int(amount)
    return {account: amount for account, amount in back.items() if amount}


def floors_hold(session: Session, targets: Sequence[int]) -> bool:
    """Whether every account with a floor could bear that these facts are reversed."""
    taken: dict[int, int] = defaultdict(int)
    for batch in batches(sorted(targets)):
        for moves in mirrored(session, batch).values():
            for debit, credit, amount in moves:
                taken[debit] += amount
                taken[credit] -= amount
    accounts = [account for account, amount in taken.items() if amount > 0]
    for batch in batches(accounts):
        query = select(Balance.account, Balance.amount, Balance.floor).where(
            Balance.account.in_(batch), Balance.floor.is_not(None)
        )
        if any(amount - taken[account] < (floor or 0) for account, amount, floor in session.execute(query)):
            return False
    return True


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


def batches(keys: Sequence[K]) -> Iterator[Sequence[K]]:
    """`keys` in pieces that fit into one query."""
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]
