"""What the ledger gives to verification: its transfers as the end of leaves, its balances by replay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.canonical import piece, wholes
from precursors.audit.models import Seal
from precursors.db.scan import rows_between, streamed
from precursors.db.tables import act_of, leaf_of
from precursors.ledger.models import Account, Balance, Transfer
from precursors.problems import Problem, problem

_TRANSFERS = "SELECT fact, debit, credit, amount FROM transfer ORDER BY fact, k"
_POSTINGS = "SELECT act, account, delta FROM posting ORDER BY act, account"
_NO_MORE: tuple[None, Iterable[Any]] = (None, ())


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


TAIL = (
    "ifnull((SELECT group_concat(printf('%d:%s%d:%s%d:%s',"
    " length(debit), debit, length(credit), credit, length(amount), amount), '')"
    " FROM (SELECT debit, credit, amount FROM transfer WHERE fact = f.id ORDER BY k)), '')"
)
"""The same for the fact `f`, in SQLite's words."""


def balances_hold(session: Session) -> Iterator[Problem]:
    """Every transfer belongs to a leaf, every posting equals its act's transfers, every balance its postings' sum."""
    sums: Counter[int] = Counter()
    postings = groupby(chain.from_iterable(streamed(session, _POSTINGS)), key=itemgetter(0))
    posted, rows = next(postings, _NO_MORE)
    for act, movements in groupby(chain.from_iterable(streamed(session, _TRANSFERS)), key=_act):
        while posted is not None and posted < act:
            yield from _compared(posted, {}, rows)
            posted, rows = next(postings, _NO_MORE)
        own, last = _moved(movements)
        leaves = session.execute(select(Seal.leaves).where(Seal.act == act)).scalar_one_or_none()
        if leaves is None or leaf_of(last) >= leaves:
            yield problem("verify.rows-added", table="transfer", found=f"fact {last}", expected=leaves)
        yield from _compared(act, own, rows if posted == act else ())
        if posted == act:
            posted, rows = next(postings, _NO_MORE)
        sums.update(own)
    if posted is not None:
        yield from _compared(posted, {}, rows)
    yield from _balances(session, sums)


def _act(transfer: tuple[int, ...]) -> int:
    return act_of(transfer[0])


def _moved(movements: Iterable[tuple[int, int, int, int]]) -> tuple[dict[int, int], int]:
    """What each account gains by one act's transfers, and the last fact among them."""
    own: dict[int, int] = defaultdict(int)
    last = 0
    for fact, debit, credit, amount in movements:
        own[debit] -= amount
        own[credit] += amount
        last = fact
    return own, last


def _compared(act: int, expected: Mapping[int, int], rows: Iterable[tuple[int, int, int]]) -> Iterator[Problem]:
    found = {account: delta for _, account, delta in rows}
    if found == expected:
        return
    for account in sorted(found.keys() | expected.keys()):
        if found.get(account) != expected.get(account):
            told, wanted = found.get(account), expected.get(account, 0)
            yield problem("verify.posting", act=act, account=account, found=told, expected=wanted)


def _balances(session: Session, sums: Mapping[int, int]) -> Iterator[Problem]:
    query = select(Account.id, Account.floor, Balance.amount, Balance.floor).outerjoin(
        Balance, Balance.account == Account.id
    )
    for account, floor, amount, kept in session.execute(query.order_by(Account.id)):
        if amount != sums.get(account, 0) or kept != floor:
            yield problem("verify.balance", account=account, found=amount, expected=sums.get(account, 0))
