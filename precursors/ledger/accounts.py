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
    return {wanted[text]: number for text, number in standing(session, wanted).items()}


def opened(
    act: OpenAct, addresses: Iterable[Address], floors: Mapping[Address, int] | None = None
) -> dict[Address, int]:
    """Every one of `addresses`, those that are missing opened in this act, in the order of their keys."""
    wanted = {address.text: address for address in addresses}
    ids = opened_by_text(act, wanted, floors)
    return {address: ids[text] for text, address in wanted.items()}


def opened_by_text(
    act: OpenAct,
    wanted: Mapping[str, Address],
    floors: Mapping[Address, int] | None = None,
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """The same by the texts of the addresses, for whoever has tens of thousands of them and `known` some already."""
    found = dict(known or {})
    found |= standing(act.session, [text for text in wanted if text not in found] if found else wanted)
    missing = sorted(wanted.keys() - found.keys())
    if missing:
        rows = [(text, *wanted[text], floors.get(wanted[text]) if floors else None) for text in missing]
        first = act.add_rows(Account, rows)
        found.update(zip(missing, range(first, first + len(missing)), strict=True))
    return found


def standing(session: Session, texts: Iterable[str]) -> dict[str, int]:
    """The keys of those accounts that exist, by the texts of their addresses."""
    rows = rows_with(session, Account.__tablename__, ("address", "id"), "address", list(texts))
    return {text: number for text, number in rows}  # noqa: C416 - two columns asked


def balances(session: Session, accounts: Iterable[int]) -> dict[int, int]:
    """What each account holds now, in its measure."""
    return dict(rows_with(session, Balance.__tablename__, ("account", "amount"), "account", list(accounts)))  # type: ignore[arg-type] # two columns asked


def tail(movements: Iterable[tuple[int, int, int]]) -> bytes:
    """Canonical form of a fact's movements (debit, credit, amount), which ends its leaf."""
    return b"".join([piece(debit) + piece(credit) + piece(amount) for debit, credit, amount in movements])
