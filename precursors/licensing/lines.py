"""Licence lines of a party as of a day: what they are for, where they stand, what is left of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find
from precursors.licensing.deals_rules import HeldLine
from precursors.licensing.licences_importer import quota_of
from precursors.licensing.licences_life import turns_of
from precursors.licensing.models import LicenceLine
from precursors.licensing.naming import Holders
from precursors.licensing.rules import period_of, state_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to do, on a day."""

    keys: frozenset[str]
    """The substance and the groups it belongs to."""
    activity: str
    day: date
    site: str | None = None
    strength: Decimal | None = None


def lines_named(session: Session, agencies: Sequence[str], names: Collection[str]) -> list[LicenceLine]:
    """Standing licence lines whose holder is stated by one of these names, however spelt; two queries."""
    return lines_spelt(session, agencies, Holders(session, agencies).spelt(names))


def lines_spelt(session: Session, agencies: Sequence[str], holders: Collection[str]) -> list[LicenceLine]:
    """Standing licence lines whose holder is stated in one of these very spellings; one query."""
    query = select(LicenceLine).join(Current, stands(LicenceLine)).order_by(LicenceLine.id)
    query = query.where(LicenceLine.holder.in_(holders), LicenceLine.agency.in_(agencies))
    return list(session.execute(query).scalars())


def last_day(line: LicenceLine) -> date:
    """The last day of a line, grace counted in."""
    return max(line.valid_to, line.grace_until or line.valid_to)


def quota_now(line: LicenceLine, day: date) -> Address:
    """The account a movement of that day would draw on."""
    period = period_of(line.period, line.valid_from, day, line.valid_to)
    return quota_of(line.key, line.substance, line.measure, period)


def held_on(
    session: Session, lines: Sequence[LicenceLine], wanted: Wanted, holders: Collection[str]
) -> tuple[HeldLine, ...]:
    """The lines as a deal sees them; a fixed number of queries. `holders` are those whose stocks count together."""
    turns = turns_of(session, [line.key for line in lines])
    quotas = {line.id: quota_now(line, wanted.day) for line in lines}
    stocks = {
        line.id: [Address(holder, "stock", line.substance, line.stock_measure) for holder in sorted(holders)]
        for line in lines
        if line.stock_measure is not None
    }
    ids = find(session, {*quotas.values(), *(each for own in stocks.values() for each in own)})
    amounts = balances(session, ids.values())

    def at(address: Address, otherwise: int) -> int:
        return amounts.get(ids[address], otherwise) if address in ids else otherwise

    return tuple(
        HeldLine(
            line.number,
            state_on(turns.get(bytes(line.key), ()), wanted.day, line.state),
            line.valid_from,
            last_day(line),
            line.measure,
            None if line.per_year is None else at(quotas[line.id], line.per_year),
            None if line.stock_most is None else line.stock_most - sum(at(each, 0) for each in stocks[line.id]),
            line.stock_measure or "base_ug",
            fits(line, wanted),
            line.conditions,
        )
        for line in lines
    )


def fits(line: LicenceLine, wanted: Wanted) -> bool:
    """Whether a line is for this substance, activity, site and strength, whatever its state and day."""
    if line.substance not in wanted.keys or not {"any", wanted.activity} & set(line.activities.split()):
        return False
    if wanted.site and line.site and folded(line.site) != folded(wanted.site):
        return False
    if wanted.strength is None:
        return True
    low, high = Decimal(line.strength_from or 0), Decimal(line.strength_to or 100)
    return low <= wanted.strength <= high
