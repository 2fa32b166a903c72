"""What the ledger gives to verification: its transfers as the end of leaves, its balances by replay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, literal_column, select, union_all
from sqlalchemy.orm import Session

from precursors.audit.canonical import piece, wholes
from precursors.db.scan import rows_between
from precursors.db.tables import LEAF_BITS
from precursors.ledger.models import Account, Balance, Posting, Transfer
from precursors.problems import Problem, problem


def tails(session: Session, first: int, last: int) -> dict[int, bytes]:
    """Canonical transfers of the facts from key `first` to key `last` that have some."""
    columns = ("fact", "debit", "credit", "amount")
    rows = rows_between(session, Transfer.__tablename__, columns, "fact", first, last, "fact, k")
    if not rows:
        return {}
    facts, debits, credits_, amounts = zip(*rows, strict=True)
    accounts = {number: piece(number) for number in {*debits, *credits_}}
    found: dict[int, bytes] = {}
    for fact, debit, credit, amount in zip(facts, debits, credits_, wholes(amounts), strict=True):
        own = accounts[debit] + accounts[credit] + amount
        known = found.get(fact)
        found[fact] = own if known is None else known + own
    return found


def balances_hold(session: Session) -> Iterator[Problem]:
    """Every posting equals its transfers, every balance the sum of its postings."""
    act = Transfer.fact.op(">>")(literal_column(str(LEAF_BITS)))
    legs = union_all(
        select(act.label("act"), Transfer.credit.label("account"), Transfer.amount.label("amount")),
        select(act, Transfer.debit, -Transfer.amount),
    ).subquery()
    query = select(legs.c.act, legs.c.account, func.sum(legs.c.amount)).group_by(legs.c.act, legs.c.account)
    sums: dict[int, int] = defaultdict(int)
    posted = {
        (number, account): delta
        for number, account, delta in session.execute(select(Posting.act, Posting.account, Posting.delta))
    }
    for number, account, amount in session.execute(query):
        sums[account] += int(amount)
        found = posted.pop((number, account), None)
        if found != int(amount):
            yield problem("verify.posting", act=number, account=account, found=found, expected=amount)
    for (number, account), delta in posted.items():
        yield problem("verify.posting", act=number, account=account, found=delta, expected=0)
    yield from _balances(session, sums)


def _balances(session: Session, sums: dict[int, int]) -> Iterator[Problem]:
    query = select(Account.id, Account.floor, Balance.amount, Balance.floor).outerjoin(
        Balance, Balance.account == Account.id
    )
    for account, floor, amount, kept in session.execute(query.order_by(Account.id)):
        if amount != sums.get(account, 0) or kept != floor:
            yield problem("verify.balance", account=account, found=amount, expected=sums.get(account, 0))
