"""Chain events to containers: judge them against what is held, write them with the grams they move, flag the odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current, Reversal
from precursors.custody.accounts import (
    DIFFERENCE,
    FOUND,
    Weighings,
    account_of_container,
    account_of_lot,
    open_accounts,
    weighings,
)
from precursors.custody.chain_models import CustodyEvent, Holding
from precursors.custody.models import Container, Lot
from precursors.custody.rules import (
    TAKINGS,
    WEIGHTS,
    Held,
    Limits,
    Link,
    after,
    against,
    changed,
    drift,
    follow,
    sorted_out,
)
from precursors.custody.shown import show_events
from precursors.flags.service import FlagDraft, raise_flags
from precursors.ledger.accounts import Address, tail
from precursors.ledger.reversing import batches, post
from precursors.problems import Problem, problem

RULE = "custody-gap"
_SCORES = {
    "weight-lost": 900,
    "weight-drift": 900,
    "seals-differ": 900,
    "weight-gained": 800,
    "loss-declared": 800,
    "unsigned": 700,
}
_USUAL = 600

AddressMove = tuple[Address, Address, int]
"""Debit, credit, amount."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event about to be written: to which container of which lot, what, and what else is said of it."""

    container: Container
    lot: Lot
    link: Link
    said: Mapping[str, Any] = field(default_factory=dict)
    """Columns as stated: stated_place, weight, taken, unit, instrument, notes; and the offer it accepts."""
    reason: str | None = None
    to: str | None = None
    """Account of the lot that takes what is taken, where it is not the verb's usual one: `residue`."""


@dataclass(slots=True)
class Judged:
    """Events in order, each with what was held before it and what is odd about it."""

    events: list[tuple[Event, Held | None, list[Problem]]] = field(default_factory=list)
    problems: list[tuple[Event, Problem]] = field(default_factory=list)

    @property
    def stops(self) -> list[Problem]:
        """What stops them, container by container."""
        return [each for _, each in self.problems]

    def foreign(self, agency: str) -> Iterator[tuple[Held | None, Event]]:
        """Events of goods that neither belong to an agency nor are with it before or after."""
        for event, before, _ in self.events:
            if agency not in {event.container.agency, before.keeper if before else None, event.link.keeper}:
                yield before, event


def held(session: Session, containers: Iterable[bytes]) -> dict[bytes, Held]:
    """What the chain says of each container now, in a few queries; those that were never seized are left out."""
    found: dict[bytes, Held] = {}
    for batch in batches(list(containers)):
        query = select(Holding).where(Holding.container.in_(batch))
        found.update((bytes(each.container), as_held(each)) for each in session.execute(query).scalars())
    return found


def as_held(row: Holding) -> Held:
    """A row of what is held, for the rules."""
    place = bytes(row.place) if row.place else None
    return Held(row.custodian, place, row.seals, row.net_ug, row.since, row.time, row.verb, row.keeper)


def judged(session: Session, events: Sequence[Event], today: date, limits: Limits, *, permitted: bool) -> Judged:
    """Judge events one behind the other; the same container may come several times."""
    now = held(session, {bytes(each.container.key) for each in events})
    sums = weighings(session, {bytes(each.container.lot) for each in events if each.link.weighed_ug is not None})
    found = Judged()
    for event in events:
        key, lot = bytes(event.container.key), bytes(event.container.lot)
        before = now.get(key)
        wrong = [*against(before, event.link, today, limits)]
        if (change := changed(before, event.link)) is not None:
            told = any(each.code in WEIGHTS for each in wrong)
            wrong += [] if told else drift(change, event.link.uncertainty_ug or 0, *sums[lot], limits)
            sums[lot] = Weighings(sums[lot].found_ug, sums[lot].missing_ug - change)
        stops, odd = sorted_out(wrong, permitted=permitted, reason=event.reason)
        found.problems += [(event, each) for each in stops]
        found.events.append((event, before, odd))
        if not stops:
            now[key] = follow(before, event.link)
    return found


def write_events(act: OpenAct, found: Judged, *, permitted: bool) -> list[int]:
    """Write judged events into an open act, with what they move, what is held after, and flags; answers their keys."""
    if not found.events:
        return []
    moves = [list(movements(event, before)) for event, before, _ in found.events]
    ids = open_accounts(act, {address for own in moves for move in own for address in move[:2]})
    moved = [[(ids[debit], ids[credit], amount) for debit, credit, amount in own] for own in moves]
    basis = "permitted" if permitted else "observed"
    rows = [_row(event, before, basis) for event, before, _ in found.events]
    for row, key in zip(rows, keys_of(act.session, rows), strict=True):
        row.setdefault("key", key)
    first = act.add_many(CustodyEvent, rows, [tail(own) for own in moved])
    post(act.session, first, moved)
    numbers = list(range(first, first + len(rows)))
    act.session.add_all(Current(key=row["key"], id=number) for row, number in zip(rows, numbers, strict=True))
    _hold(act.session, found, numbers)
    show_events(act, _seen_elsewhere(found, numbers))
    raise_flags(act, list(_flags(found, numbers)))
    return numbers


def movements(event: Event, before: Held | None) -> Iterator[AddressMove]:
    """What an event moves: what is taken goes to its account, what a balance finds different to that of differences."""
    lot = bytes(event.container.lot)
    inside = account_of_container(lot, bytes(event.container.key))
    known = before.net_ug if before else None
    link = event.link
    if link.taken_ug:
        yield inside, account_of_lot(lot, event.to or TAKINGS[link.verb]), link.taken_ug
    if link.weighed_ug is None:
        return
    if known is None:
        if link.weighed_ug:
            yield account_of_lot(lot, FOUND), inside, link.weighed_ug
        return
    change = changed(before, link)
    other = account_of_lot(lot, DIFFERENCE)
    if change:
        yield (other, inside, change) if change > 0 else (inside, other, -change)


def _row(event: Event, before: Held | None, basis: str) -> dict[str, Any]:
    link, own = event.link, event.container
    known = before.net_ug if before else None
    values: dict[str, Any] = {"agency": own.agency, "container": own.key, "lot": own.lot, "basis": basis}
    values |= {"seizure": event.lot.seizure, "exhibit": event.lot.number, "number": own.number}
    values |= {name: getattr(link, name) for name in ("verb", "day", "time", "giver", "receiver", "place", "keeper")}
    values |= {"seal_before": link.seal_before, "seal_after": link.seal_after, "calibration_due": link.due}
    values |= {"before_ug": known, "after_ug": after(known, link), "uncertainty_ug": link.uncertainty_ug}
    return values | {"reason": event.reason} | dict(event.said)


def keys_of(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Natural keys of events: of several alike at one container, each has its number, in the order of writing."""
    alike = Counter(_alike(row) for row in _events_of(session, {bytes(row["container"]) for row in rows}))
    found = []
    for row in rows:
        name = _alike(row)
        found.append(event_key(*name, alike[name]))
        alike[name] += 1
    return found


def event_key(agency: str, container: bytes, verb: str, day: str, time: str, number: int) -> bytes:
    """Natural key of the `number`-th event, from 0, of one verb at one time."""
    return natural_key("custody", agency, container.hex(), verb, day, time, str(number))


def _alike(row: Mapping[str, Any]) -> tuple[str, bytes, str, str, str]:
    return row["agency"], bytes(row["container"]), row["verb"], str(row["day"]), row["time"] or ""


def _events_of(session: Session, containers: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    columns = (CustodyEvent.agency, CustodyEvent.container, CustodyEvent.verb, CustodyEvent.day, CustodyEvent.time)
    query: Any = select(*columns).join(Current, stands(CustodyEvent))
    for batch in batches(list(containers)):
        for row in session.execute(query.where(CustodyEvent.container.in_(batch))):
            yield row._asdict()


def _hold(session: Session, found: Judged, numbers: Sequence[int]) -> None:
    """Who has each container after the last of its events; what was held before makes room."""
    rows: dict[bytes, dict[str, Any]] = {}
    for (event, before, _), number in zip(found.events, numbers, strict=True):
        now, own = follow(before, event.link), event.container
        values: dict[str, Any] = {"container": own.key, "agency": own.agency, "lot": own.lot, "event": number}
        names = ("custodian", "place", "seals", "net_ug", "since", "time", "verb", "keeper")
        rows[bytes(own.key)] = values | {name: getattr(now, name) for name in names}
    session.flush()
    for batch in batches(list(rows)):
        session.execute(delete(Holding).where(Holding.container.in_(batch)))
    session.execute(insert(Holding), list(rows.values()))


def _seen_elsewhere(found: Judged, numbers: Sequence[int]) -> dict[int, set[str]]:
    """Events that another agency sees than the owner's: the one that has the container after, and the one before."""
    told: dict[int, set[str]] = {}
    for (event, before, _), number in zip(found.events, numbers, strict=True):
        both = {before.keeper if before else None, event.link.keeper}
        told[number] = {each for each in both if each and each != event.container.agency}
    return {number: agencies for number, agencies in told.items() if agencies}


def _flags(found: Judged, numbers: Sequence[int]) -> Iterator[FlagDraft]:
    for (event, _, odd), number in zip(found.events, numbers, strict=True):
        for each in odd:
            why = each.code.removeprefix("custody.")
            told: Mapping[str, str] = dict(each.values) | {"why": why, "container": event.container.number}
            told = told if event.reason is None else dict(told) | {"said": event.reason}
            cause = bytes(event.container.key).hex()
            score = _SCORES.get(why, _USUAL)
            kind = CustodyEvent.__tablename__
            yield FlagDraft(event.container.agency, RULE, 1, None, cause, score, kind, [number], told)


def holdings_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: what is held is what the standing events of each container lead to, the last of them last."""
    gone = select(Reversal.id).where(Reversal.target == CustodyEvent.id).exists()
    query = select(CustodyEvent).where(~gone).order_by(CustodyEvent.container, CustodyEvent.id)
    expected: dict[bytes, tuple[Any, ...]] = {}
    last: dict[bytes, Held] = {}
    for event in session.execute(query.execution_options(yield_per=1000)).scalars():
        key = bytes(event.container)
        place = bytes(event.place) if event.place else None
        link = Link(
            event.verb, event.day, event.time, event.giver, event.receiver, place, event.seal_before,
            event.seal_after, event.after_ug, keeper=event.keeper,
        )  # fmt: skip
        last[key] = follow(last.get(key), link)
        expected[key] = (event.agency, bytes(event.lot), last[key], event.id)
    found = {
        bytes(row.container): (row.agency, bytes(row.lot), as_held(row), row.event)
        for row in session.execute(select(Holding)).scalars()
    }
    for key in sorted(found.keys() | expected.keys()):
        if found.get(key) != expected.get(key):
            what = f"container {key.hex()}"
            yield problem("verify.aggregate", what=what, found=found.get(key), expected=expected.get(key))
            return
