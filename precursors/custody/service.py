"""What people do with containers here: weigh, seal, open, move, take out. Refused where the chain forbids it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.custody.chain import Event, Judged, judged, write_events
from precursors.custody.finding import containers_by_key, containers_of, instrument_named, lot_of, place_named
from precursors.custody.life import BY_EVENT, LOT
from precursors.custody.models import Container, Lot, Place
from precursors.custody.rules import Limits, Link
from precursors.custody.storage import placing
from precursors.db.engine import lock_writer
from precursors.holds.exhibits import SEIZURE, seizure_key
from precursors.holds.models import Hold
from precursors.holds.service import holds_on, refusal
from precursors.intake.importing import Terms
from precursors.lives.service import move as step_on
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems, problem


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    act: int
    flags: int


def happen(act: OpenAct, events: Sequence[Event], today: date, limits: Limits | None = None) -> Problems | int:
    """Chain permitted events in an open act, for rooms above; answers the number of flags, or what stops them.

    Ask `against_events` first: nothing is written where anything stops them, but the act is open already.
    """
    found = judged(act.session, events, today, limits or Limits(), permitted=True)
    if found.stops:
        return Problems(found.stops)
    return _written(act, found)


def against_events(session: Session, events: Sequence[Event], today: date, limits: Limits | None = None) -> Problems:
    """Everything that stops these events, if they were to happen now; empty where nothing does."""
    return Problems(judged(session, events, today, limits or Limits(), permitted=True).stops)


def do(session: Session, actor: Actor, terms: Terms, keys: Sequence[bytes], said: Mapping[str, Any],
       request_key: str) -> Done | Problems:  # fmt: skip
    """One verb with containers a person has. `said` are the columns of `telling.drafted`, without the container's.

    Whoever has a container is who does something with it; the same request again finds what it has done.
    """
    lock_writer(session)
    known = act_of_request(session, request_key)
    if known is not None:
        return Done(known, 0)
    containers = containers_by_key(session, keys)
    events = [_event(actor, lot, each, said) for each in containers if (lot := lot_of(session, bytes(each.lot)))]
    wrong = [*_unfit(terms, said, containers), *judged(session, events, terms.today, Limits(), permitted=True).stops]
    if wrong:
        return Problems(each for n, each in enumerate(wrong) if each not in wrong[:n])
    act = open_act(session, f"custody-{said['verb']}", Actor(actor.name, terms.agency), said.get("reason"), request_key)
    flags = happen(act, events, terms.today)
    act.seal()
    return Done(act.id, flags if isinstance(flags, int) else 0)


def _event(actor: Actor, lot: Lot, container: Container, said: Mapping[str, Any]) -> Event:
    link = Link(said["verb"], said["day"], giver=actor.name, place=said.get("place"))
    link = replace(link, seal_before=said.get("seal_before"), seal_after=said.get("seal_after"), time=said.get("time"))
    link = replace(link, weighed_ug=said.get("weight_ug"), taken_ug=said.get("taken_ug"))
    link = replace(link, receiver=said.get("receiver") if said["verb"] == "return" else None)
    link = replace(link, uncertainty_ug=said.get("uncertainty_ug"), due=said.get("due"))
    told = {key: said.get(key) for key in ("stated_place", "weight", "taken", "unit", "instrument")}
    return Event(container, lot, link, told, said.get("reason"))


def _unfit(terms: Terms, said: Mapping[str, Any], containers: Sequence[Container]) -> list[Problem]:
    """What only a permitted act must not do: no container, a balance nobody knows, a place that does not take it."""
    session, wrong = terms.session, []
    if not containers or any(lot_of(session, bytes(each.lot)) is None for each in containers):
        wrong.append(problem("container.unknown"))
    if said.get("weight") and not said.get("instrument"):
        wrong.append(problem("field.missing", "instrument"))
    if said.get("instrument") and instrument_named(session, terms.agency, said["instrument"]) is None:
        wrong.append(problem("instrument.unknown", "instrument", serial=said["instrument"]))
    if said["verb"] == "return" and any(each.agency != terms.agency for each in containers):
        wrong.append(problem("custody.owner-only", "verb", owner=containers[0].agency))
    if said["verb"] == "return":
        wrong += [each for own in containers if (each := held_lot(session, bytes(own.lot), terms.today))]
    place = place_named(session, terms.agency, said["stated_place"]) if said.get("stated_place") else None
    if place is not None:
        wrong += against_place(session, place, containers, said.get("reason"))
    return wrong


def held_lot(session: Session, lot: bytes, today: date) -> Problem | None:
    """The hold that forbids that a lot leave custody, if one stands on it, on its containers or on its seizure."""
    row = lot_of(session, lot)
    found = holds_over(session, [row], today) if row is not None else []
    return refusal(found[0]) if found else None


def holds_over(session: Session, lots: Sequence[Lot], today: date) -> list[Hold]:
    """Holds on lots, their containers and their seizures, whoever placed them.

    Ask it in a session that sees all agencies: a hold is known to who placed it, and binds everybody.
    """
    keys = [bytes(each.key) for each in lots]
    subjects = {
        Lot.__tablename__: keys,
        Container.__tablename__: [bytes(each.key) for each in containers_of(session, keys)],
        SEIZURE: [seizure_key(each.agency, each.seizure) for each in lots],
    }
    return [hold for kind, own in subjects.items() for hold in holds_on(session, kind, own, today).values()]


def against_place(session: Session, place: Place, containers: Sequence[Container], reason: str | None) -> list[Problem]:
    """What stands against bringing containers to a place; a caution only where no reason is given."""
    coming: dict[bytes, int | None] = {}
    for each in containers:
        lot = bytes(each.lot)
        coming[lot] = (coming.get(lot) or 0) + (each.net_ug or 0)
    return placing(session, place, coming).against(reason)


def _written(act: OpenAct, found: Judged) -> int:
    write_events(act, found, permitted=True)
    for lot, (verb, day) in {
        bytes(event.lot.key): (event.link.verb, event.link.day) for event, _, _ in found.events
    }.items():
        step_where_possible(act, found.events[0][0].lot.agency, lot, BY_EVENT.get(verb), day)
    return sum(len(odd) for _, _, odd in found.events)


def step_where_possible(act: OpenAct, agency: str, lot: bytes, verb: str | None, day: date) -> None:
    """Move a lot's life on if that is possible from where it stands and on this day."""
    if verb is None:
        return
    now = state_of(act.session, LOT, lot)
    leads = LOT.leads(now.state, verb)
    if leads is not None and leads != now.state and (now.since is None or now.since <= day):
        step_on(act, LOT, agency, lot, verb, day)
