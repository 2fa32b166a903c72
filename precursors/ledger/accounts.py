"""Find accounts by what they are, open those that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.canonical import piece
from precursors.db.bulk import rows_with
from precursors.ledger.models import Account, Balance


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
    rows = rows_with(session, Account.__tablename__, ("address", "id"), "address", list(wanted))
    return {wanted[key]: number for key, number in rows}


def opened(
    act: OpenAct, addresses: Iterable[Address], floors: Mapping[Address, int] | None = None
) -> dict[Address, int]:
    """Every one of `addresses`, those that are missing opened in this act, in the order of their keys."""
    wanted = set(addresses)
    found = find(act.session, wanted)
    missing = sorted([(address.text, address) for address in wanted - found.keys()])
    if missing:
        least = floors or {}
        first = act.add_rows(Account, [(text, *address, least.get(address)) for text, address in missing])
        found.update({address: first + n for n, (_, address) in enumerate(missing)})
    return found


def balances(session: Session, accounts: Iterable[int]) -> dict[int, int]:
    """What each account holds now, in its measure."""
    return dict(rows_with(session, Balance.__tablename__, ("account", "amount"), "account", list(accounts)))  # type: ignore[arg-type] # two columns asked


def tail(movements: Iterable[tuple[int, int, int]]) -> bytes:
    """Canonical form of a fact's movements (debit, credit, amount), which ends its leaf."""
    return b"".join([piece(debit) + piece(credit) + piece(amount) for debit, credit, amount in movements])
