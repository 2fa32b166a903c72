"""What is seen to move under authorisations: set-based, for a whole file of declared shipments and for one endorsement.

To observe is to record, never to permit: what is there is taken, the rest comes from the line's excess account.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find, opened
from precursors.ledger.reversing import Movement, given_back
from precursors.licensing.authorisations.drawing import quota_of, under
from precursors.licensing.authorisations.life import AUTHORISATION
from precursors.licensing.authorisations.models import Authorisation, Endorsement, Release
from precursors.licensing.authorisations.rules import Found, Line, over, told
from precursors.lives.service import states_of

_BATCH = 400


class Seen(NamedTuple):
    """Goods seen to move under a line."""

    row: int
    """Number of the row that says so."""
    line: Line
    reference: str | None
    """Document number: what was released under it is the same goods."""
    amount: int
    """In the line's measure."""


class Taken(NamedTuple):
    """What one row takes from one account."""

    row: int
    source: Address
    into: Address
    amount: int


@dataclass(slots=True)
class Observation:
    """What rows take, and what they show."""

    taken: list[Taken] = field(default_factory=list)
    found: list[tuple[Found, array[int]]] = field(default_factory=list)
    """Findings with the numbers of their rows."""


def lines_of(session: Session, agencies: Iterable[str], numbers: Iterable[str]) -> dict[str, tuple[Line, ...]]:
    """Standing lines of these authorisation numbers as stated, with where they stand; a few queries for all of them."""
    asked = {number: folded(number) for number in set(numbers)}
    wanted, codes = sorted(set(asked.values())), tuple(agencies)
    rows: list[Authorisation] = []
    for at in range(0, len(wanted), _BATCH):
        query = select(Authorisation).join(Current, stands(Authorisation)).order_by(Authorisation.id)
        here = Authorisation.folded.in_(wanted[at : at + _BATCH]), Authorisation.agency.in_(codes)
        rows += session.execute(query.where(*here)).scalars()
    states = states_of(session, AUTHORISATION, [row.key for row in rows])
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row.folded, []).append(line_of(row, states[row.key].state))
    return {number: tuple(found.get(key, ())) for number, key in asked.items()}


def line_of(row: Authorisation, state: str) -> Line:
    """A line as the rules see it."""
    return Line(
        bytes(row.key), row.number, row.kind, row.substance, row.measure, row.granted, row.valid_from, row.valid_to,
        state, row.shipments,
    )  # fmt: skip


def observe(session: Session, seen: Sequence[Seen], replaced: Sequence[int] = ()) -> Observation:
    """What each of these takes, in their order: what was released to it, what is left, the rest beyond (R03).

    What the records about to be `replaced` had taken is given back first.
    """
    parted = parted_under(session, {each.line.key for each in seen})
    purses = [_sources(each, parted) for each in seen]
    ids = find(session, {source for own in purses for source in own})
    held = balances(session, ids.values())
    back = given_back(session, replaced, ids.values())
    left = {address: held.get(key, 0) + back.get(key, 0) for address, key in ids.items()}
    result = Observation()
    beyond: dict[bytes, tuple[Line, int, array[int]]] = {}
    for each, own in zip(seen, purses, strict=True):
        amount = each.amount
        into = _into(each)
        for source in own:
            part = min(amount, max(left.get(source, 0), 0))
            if part:
                left[source] -= part
                result.taken.append(Taken(each.row, source, into, part))
            amount -= part
        if amount:
            excess = quota_of(each.line)._replace(role="excess")
            result.taken.append(Taken(each.row, excess, into, amount))
            _, sum_, rows = beyond.setdefault(each.line.key, (each.line, 0, array("I")))
            rows.append(each.row)
            beyond[each.line.key] = (each.line, sum_ + amount, rows)
    result.found = [(over(line, told(sum_, line.measure)), rows) for line, sum_, rows in beyond.values()]
    return result


def parted_under(session: Session, lines: Collection[bytes]) -> set[tuple[bytes, str]]:
    """Lines and document numbers, folded, under which something was released or endorsed."""
    found: set[tuple[bytes, str]] = set()
    models: tuple[type[Release | Endorsement], ...] = (Release, Endorsement)
    keys = sorted(lines)
    for model in models:
        for at in range(0, len(keys), _BATCH):
            query = select(model.authorisation, model.reference).where(model.authorisation.in_(keys[at : at + _BATCH]))
            found |= {(bytes(line), folded(reference)) for line, reference in session.execute(query)}
    return found


def _sources(seen: Seen, parted: set[tuple[bytes, str]]) -> list[Address]:
    """The accounts goods are taken from, in order."""
    quota = quota_of(seen.line)
    if not seen.reference or (seen.line.key, folded(seen.reference)) not in parted:
        return [quota]
    released, endorsed = (under(quota, role, seen.reference) for role in ("released", "endorsed"))
    return [released, endorsed, quota]


def _into(seen: Seen) -> Address:
    """The account goods are counted as used on: that of their document, so that two papers of one load are told."""
    quota = quota_of(seen.line)
    return under(quota, "used", seen.reference) if seen.reference else quota._replace(role="used")


def moved(act: OpenAct, taken: Sequence[Taken]) -> dict[int, list[Movement]]:
    """Debit, credit and amount of what each row takes; accounts that are missing are opened."""
    if not taken:
        return {}
    wanted = {address for each in taken for address in (each.source, each.into)}
    floors = {address: 0 for address in wanted if address.role in {"quota", "released", "endorsed"}}
    ids = opened(act, wanted, floors)
    found: dict[int, list[Movement]] = {}
    for each in taken:
        found.setdefault(each.row, []).append((ids[each.source], ids[each.into], each.amount))
    return found
