"""Find accounts by what they are, open those that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import piece
from precursors.ledger.models import Account, Balance

_BATCH = 500


class Address(NamedTuple):
    """What names an account: holder, role, substance key, measure, period (first day, ISO) or None."""

    holder: str
    role: str
    substance: str
    measure: str
    period: str | None = None

    @property
    def text(self) -> str:
        """The address as one text."""
        return "|".join((self.holder, self.role, self.substance, self.measure, self.period or ""))


def find(session: Session, addresses: Iterable[Address]) -> dict[Address, int]:
    """The accounts that exist among `addresses`."""
    wanted = {address.text: address for address in addresses}
    keys = list(wanted)
    found = {}
    for at in range(0, len(keys), _BATCH):
        query = select(Account.address, Account.id).where(Account.address.in_(keys[at : at + _BATCH]))
        found.update({wanted[key]: number for key, number in session.execute(query)})
    return found


def opened(
    act: OpenAct, addresses: Iterable[Address], floors: Mapping[Address, int] | None = None
) -> dict[Address, int]:
    """Every one of `addresses`, those that are missing opened in this act, in the order of their keys."""
    wanted = set(addresses)
    found = find(act.session, wanted)
    missing = sorted(wanted - found.keys(), key=lambda address: address.text)
    if missing:
        rows = [a._asdict() | {"address": a.text, "floor": (floors or {}).get(a)} for a in missing]
        first = act.add_many(Account, rows)
        found.update({address: first + n for n, address in enumerate(missing)})
    return found


def balances(session: Session, accounts: Iterable[int]) -> dict[int, int]:
    """What each account holds now, in its measure."""
    keys = list(accounts)
    found = {}
    for at in range(0, len(keys), _BATCH):
        query = select(Balance.account, Balance.amount).where(Balance.account.in_(keys[at : at + _BATCH]))
        found.update({account: amount for account, amount in session.execute(query)})
    return found


def tail(movements: Iterable[tuple[int, int, int]]) -> bytes:
    """Canonical form of a fact's movements (debit, credit, amount), which ends its leaf."""
    return b"".join([piece(debit) + piece(credit) + piece(amount) for debit, credit, amount in movements])
