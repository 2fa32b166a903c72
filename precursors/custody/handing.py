"""Containers go from one person to another: offered by one, accepted by the other, each with their own sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.people import person
from precursors.audit.acts import Actor, act_of_request, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.custody.chain import Event, held, judged
from precursors.custody.chain_models import CustodyOffer
from precursors.custody.finding import containers_by_key, lot_of
from precursors.custody.models import Container, Place
from precursors.custody.rules import Limits, Link
from precursors.custody.service import against_place, happen
from precursors.db.engine import lock_writer
from precursors.lives.models import State
from precursors.lives.rules import Machine, edges
from precursors.lives.service import against, move, stands_at
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight, visible

OFFER = Machine(
    CustodyOffer.__tablename__,
    "open",
    edges(("accept", "open", "accepted"), ("refuse", "open", "refused"), ("withdraw", "open", "withdrawn")),
)

OPEN_DAYS = 3
"""Days within which an offer can be accepted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person who answers brings."""

    reason: str | None
    today: date
    request_key: str


def offer(
    session: Session, actor: Actor, agency: str, keys: Sequence[bytes], receiver: str, place: Place | None,
    reason: str | None, today: date, request_key: str,
) -> int | Problems:  # fmt: skip
    """Offer containers one has to somebody else, who is asked on their own start page; answers the act."""
    lock_writer(session)
    known = act_of_request(session, request_key)
    if known is not None:
        return known
    containers = containers_by_key(session, keys)
    name = receiver.strip().lower()
    wrong = [*_against(session, actor, name, containers, today)]
    if place is not None:
        wrong += against_place(session, place, containers, reason)
    if wrong:
        return Problems(wrong)
    act = open_act(session, "offer-custody", Actor(actor.name, agency), reason, request_key)
    values: dict[str, Any] = {"agency": agency, "giver": actor.name, "receiver": name, "reason": reason}
    values |= {"containers": " ".join(bytes(each.key).hex() for each in containers), "place": place and place.key}
    values |= {"until": today + timedelta(days=OPEN_DAYS), "key": natural_key("offer", agency, str(act.id))}
    number = act.add(CustodyOffer, values)
    session.execute(insert(Current), {"key": values["key"], "id": number})
    act.seal()
    return act.id


def _against(
    session: Session, actor: Actor, receiver: str, containers: Sequence[Container], today: date
) -> list[Problem]:
    wrong = [] if containers else [problem("container.unknown")]
    if receiver == actor.name:
        wrong.append(problem("custody.one-person", "receiver", person=receiver))
    elif person(session, receiver) is None:
        wrong.append(problem("custody.nobody", "receiver", person=receiver or "-"))
    now = held(session, [bytes(each.key) for each in containers])
    for each in containers:
        custodian = now[bytes(each.key)].custodian if bytes(each.key) in now else None
        if custodian != actor.name:
            wrong.append(problem("custody.giver-has-it-not", None, giver=actor.name, custodian=custodian or "-"))
            break
    waiting = {key for own in open_offers(session, Sight(), today) for key in own.containers.split()}
    if any(bytes(each.key).hex() in waiting for each in containers):
        wrong.append(problem("custody.offered-already"))
    return wrong


def open_offers(session: Session, sight: Sight, today: date, person_name: str | None = None) -> list[CustodyOffer]:
    """Offers nobody has answered that can still be accepted, oldest first; of one giver or receiver where asked."""
    query: Any = select(CustodyOffer).outerjoin(State, stands_at(CustodyOffer))
    query = query.where(State.state.is_(None), CustodyOffer.until >= today)
    if person_name is not None:
        query = query.where((CustodyOffer.receiver == person_name) | (CustodyOffer.giver == person_name))
    return list(session.execute(visible(query.order_by(CustodyOffer.id), CustodyOffer, sight)).scalars())


def answer(session: Session, actor: Actor, offered: CustodyOffer, verb: str, asked: Answer) -> int | Problems:
    """Accept, refuse or withdraw an offer, once; answers the act. Accepting moves custody, with both names."""
    lock_writer(session)
    known = act_of_request(session, asked.request_key)
    if known is not None:
        return known
    wrong = _against_answer(session, actor, offered, verb, asked)
    events = _events(session, offered, asked.today) if verb == "accept" else []
    wrong += judged(session, events, asked.today, Limits(), permitted=True).stops
    if wrong:
        return Problems(wrong)
    who = Actor(actor.name, offered.agency)
    act = open_act(session, f"{verb}-custody-offer", who, asked.reason, asked.request_key)
    move(act, OFFER, offered.agency, bytes(offered.key), verb, asked.today, reason=asked.reason)
    if events:
        happen(act, events, asked.today)
    act.seal()
    return act.id


def _against_answer(session: Session, actor: Actor, offered: CustodyOffer, verb: str, asked: Answer) -> list[Problem]:
    if offered.until < asked.today:
        return [problem("custody.offer-over")]
    wrong = against(session, OFFER, bytes(offered.key), verb, asked.today, asked.today)
    who = offered.giver if verb == "withdraw" else offered.receiver
    if wrong is None and actor.name != who:
        wrong = problem("custody.not-yours-to-answer", None, person=who)
    if wrong is None and verb == "refuse" and not asked.reason:
        wrong = problem("reason.missing", "reason")
    return [wrong] if wrong else []


def _events(session: Session, offered: CustodyOffer, today: date) -> list[Event]:
    keys = [bytes.fromhex(each) for each in offered.containers.split()]
    place = bytes(offered.place) if offered.place else None
    link = Link("transfer", today, giver=offered.giver, receiver=offered.receiver, place=place)
    found = []
    for each in containers_by_key(session, keys):
        lot = lot_of(session, bytes(each.lot))
        assert lot is not None  # noqa: S101 - its container stands
        found.append(Event(each, lot, link, {"offer": offered.id}, offered.reason))
    return found
