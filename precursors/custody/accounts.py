"""Where the grams of a lot are: one account a container, and those of the lot for whatever has left them.

An account belongs to its lot, not to a substance, so that what a laboratory finds later moves nothing. All count net
micrograms, as weighed. Containers cannot fall below nothing: the database refuses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.ledger.accounts import Address, balances, find, opened

MEASURE = "net_ug"

FOUND = "found"
"""Where goods come from: the other side of what is seized, below nothing by what was ever booked."""

DIFFERENCE = "difference"
"""What weighings found missing (or too much) that nobody has explained."""

ROLES = (FOUND, "sample", "laboratory", "returned", "disposed", "loss", "residue", DIFFERENCE)
"""Accounts of a lot beside its containers."""

_WITHOUT_FLOOR = frozenset({FOUND, DIFFERENCE})


def account_of_container(lot: bytes, container: bytes) -> Address:
    """What is in a container."""
    return Address(f"container:{container.hex()}", "stock", f"lot:{lot.hex()}", MEASURE)


def account_of_lot(lot: bytes, role: str) -> Address:
    """What of a lot is no longer in its containers: one of `ROLES`."""
    return Address(f"lot:{lot.hex()}", role, f"lot:{lot.hex()}", MEASURE)


def open_accounts(act: OpenAct, addresses: Iterable[Address]) -> dict[Address, int]:
    """These accounts, missing ones opened with the floor they need."""
    wanted = set(addresses)
    return opened(act, wanted, {each: 0 for each in wanted if each.role not in _WITHOUT_FLOOR})


def in_containers(session: Session, held: Mapping[bytes, bytes]) -> dict[bytes, int]:
    """What each container holds now, by natural key of container to that of its lot; two queries."""
    accounts = find(session, (account_of_container(lot, each) for each, lot in held.items()))
    amounts = balances(session, accounts.values())
    by_holder = {address.holder: amounts.get(number, 0) for address, number in accounts.items()}
    return {each: by_holder[f"container:{each.hex()}"] for each in held if f"container:{each.hex()}" in by_holder}


class Weighings(NamedTuple):
    """What was ever booked of a lot, and what its weighings have found missing of it, below 0 if too much."""

    found_ug: int
    missing_ug: int


def weighings(session: Session, lots: Collection[bytes]) -> dict[bytes, Weighings]:
    """What the weighings of many lots have come to; two queries."""
    accounts = find(session, (account_of_lot(lot, role) for lot in lots for role in (FOUND, DIFFERENCE)))
    amounts = balances(session, accounts.values())

    def amount(lot: bytes, role: str) -> int:
        return amounts.get(accounts.get(account_of_lot(lot, role), -1), 0)

    return {lot: Weighings(-amount(lot, FOUND), amount(lot, DIFFERENCE)) for lot in lots}


def of_lot(session: Session, lot: bytes) -> dict[str, int]:
    """What of a lot lies on each of its accounts; those nobody has opened are left out."""
    accounts = find(session, (account_of_lot(lot, role) for role in ROLES))
    amounts = balances(session, accounts.values())
    return {address.role: amounts.get(number, 0) for address, number in accounts.items()}
