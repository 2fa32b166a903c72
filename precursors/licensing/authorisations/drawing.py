"""The quota of an authorisation line in the ledger: opened by the grant, drawn by releases, watched by what is seen.

A release moves from the line's quota, which has a floor at 0, to what is released under its document number. What is
declared or endorsed under that number is the same goods: it takes what was released first, then what is left of the
quota, and the rest from the line's excess account, which has no floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find, opened
from precursors.ledger.reversing import Movement
from precursors.licensing.authorisations.models import Authorisation


class Grant(NamedTuple):
    """The quota of one line and what it is filled with; None where nothing is granted."""

    quota: Address
    amount: int | None


def quota(key: bytes, substance: str, measure: str) -> Address:
    """The account that holds what a line may still move."""
    return Address(f"authorisation:{key.hex()}", "quota", substance, measure)


def quota_of(line: Any) -> Address:  # noqa: ANN401 - a line of the table or of the rules
    """The same of a line."""
    return quota(line.key, line.substance, line.measure)


def under(line: Address, role: str, reference: str) -> Address:
    """The account of what was released, or seen by customs, under one document number of a line."""
    return line._replace(role=role, holder=f"{line.holder}:{natural_key(folded(reference)).hex()}")


def grant_of(values: Mapping[str, Any]) -> Grant:
    """The grant a row of the table opens."""
    return Grant(quota(values["key"], values["substance"], values["measure"]), values.get("granted"))


def grants(act: OpenAct, wanted: Sequence[Grant]) -> list[list[Movement]]:
    """Open the quotas of granted lines; the movements that fill them, one list a line."""
    open_ = {each.quota for each in wanted if each.amount}
    sources = {each: each._replace(holder="law", role="grants") for each in open_}
    ids = opened(act, open_ | set(sources.values()), dict.fromkeys(open_, 0))
    return [[(ids[sources[each.quota]], ids[each.quota], each.amount)] if each.amount else [] for each in wanted]


class Use(NamedTuple):
    """What a line granted, what is left of it, what went beyond, in its measure."""

    granted: int
    left: int
    excess: int

    @property
    def drawn(self) -> int:
        """What was taken from the quota."""
        return self.granted - self.left


def uses(session: Session, lines: Iterable[Authorisation]) -> dict[bytes, Use]:
    """The use of many lines, in two queries; lines nobody granted are left out."""
    wanted = {line.key: (quota_of(line), line.granted) for line in lines if line.granted}
    addresses = [each._replace(role=role) for each, _ in wanted.values() for role in ("quota", "excess")]
    ids = find(session, addresses)
    held = balances(session, ids.values())

    def amount(address: Address) -> int:
        return held.get(ids.get(address, -1), 0)

    return {
        key: Use(granted, amount(each), -amount(each._replace(role="excess")))
        for key, (each, granted) in wanted.items()
        if granted
    }


def drawn_on(session: Session, line: Authorisation) -> int:
    """What has been drawn on a standing line."""
    use = uses(session, [line]).get(line.key)
    return use.drawn if use else 0
