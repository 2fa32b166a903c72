"""Containers go from one person to another, also of another agency: offered by one, accepted by the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.people import Member, person
from precursors.audit.acts import Actor, act_of_request, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.custody.chain import Event, held, judged
from precursors.custody.chain_models import CustodyOffer
from precursors.custody.finding import containers_by_key, lots_by_key
from precursors.custody.keeping import between_agencies, handed_over, show_offer
from precursors.custody.lacking import flag_lacking
from precursors.custody.models import Container, Place
from precursors.custody.rules import Held, Limits, Link, read_among
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
    """What the person who answers brings, and what they found when they took over."""

    reason: str | None
    today: date
    request_key: str
    place: Place | None = None
    """Where they put it: a place of their own agency."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """Columns of `telling.said_of`: seals and weight found, the balance."""
    lacking: frozenset[str] = frozenset()
    """Labels of containers that were offered and were not there; these stay with the giver."""


def offer(
    session: Session, actor: Actor, agency: str, keys: Sequence[bytes], receiver: str, place: Place | None,
    reason: str | None, today: date, request_key: str,
) -> int | Problems:  # fmt: skip
    """Offer containers one has to somebody else, who is asked on their own start page; answers the act.

    `agency` is whose custody they are in. Somebody of another agency sees offer, containers and lots from now on.
    """
    lock_writer(session)
    known = act_of_request(session, request_key)
    if known is not None:
        return known
    containers = containers_by_key(session, keys)
    taker = person(session, receiver)
    wrong = [*_against(session, actor, taker, receiver, containers, today)]
    keeper = taker.agency if taker and taker.agency != agency else None
    if place is not None:
        elsewhere = [problem("custody.place-of-receiver", "place")] if keeper else []
        wrong += elsewhere or against_place(session, place, containers, reason)
    if wrong or taker is None:
        return Problems(wrong)
    act = open_act(session, "offer-custody", Actor(actor.name, agency), reason, request_key)
    values: dict[str, Any] = {"agency": agency, "giver": actor.name, "receiver": taker.username, "reason": reason}
    values |= {"containers": " ".join(bytes(each.key).hex() for each in containers), "place": place and place.key}
    values |= {"until": today + timedelta(days=OPEN_DAYS), "key": natural_key("offer", agency, str(act.id))}
    number = act.add(CustodyOffer, values | {"keeper": keeper})
    session.execute(insert(Current), {"key": values["key"], "id": number})
    if keeper:
        show_offer(act, session.get_one(CustodyOffer, number), containers, today)
    act.seal()
    return act.id


def _against(
    session: Session, actor: Actor, taker: Member | None, receiver: str, containers: Sequence[Container], today: date
) -> list[Problem]:
    wrong = [] if containers else [problem("container.unknown")]
    if taker is None:
        wrong.append(problem("custody.nobody", "receiver", person=receiver.strip() or "-"))
    elif taker.username == actor.name:
        wrong.append(problem("custody.one-person", "receiver", person=actor.name))
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


ASKED_FOR = 100
"""Containers whose offers are asked for by their keys; of a lot with more, all open offers are looked at."""


def open_offers(
    session: Session, sight: Sight, today: date, person_name: str | None = None, holding: Collection[str] = ()
) -> list[CustodyOffer]:
    """Offers nobody has answered that can still be accepted, oldest first; of one giver or receiver where asked.

    With `holding`, those of any of these containers, by their keys in hexadecimal.
    """
    query: Any = select(CustodyOffer).outerjoin(State, stands_at(CustodyOffer))
    query = query.where(State.state.is_(None), CustodyOffer.until >= today)
    if person_name is not None:
        query = query.where((CustodyOffer.receiver == person_name) | (CustodyOffer.giver == person_name))
    if 0 < len(holding) <= ASKED_FOR:
        query = query.where(or_(*(CustodyOffer.containers.contains(key, autoescape=True) for key in holding)))
    found = session.execute(visible(query.order_by(CustodyOffer.id), CustodyOffer, sight)).scalars()
    return [each for each in found if not holding or not set(holding).isdisjoint(each.containers.split())]


def answer(session: Session, actor: Actor, offered: CustodyOffer, verb: str, asked: Answer) -> int | Problems:
    """Accept, refuse or withdraw an offer, once; answers the act. Accepting moves custody, with both names.

    What the receiver found otherwise is written down with their reason and flagged, to both agencies; a container that
    was not there stays with the giver.
    """
    lock_writer(session)
    known = act_of_request(session, asked.request_key)
    if known is not None:
        return known
    wrong = _against_answer(session, actor, offered, verb, asked)
    containers = containers_by_key(session, [bytes.fromhex(each) for each in offered.containers.split()])
    lacking = [each for each in containers if each.label in asked.lacking]
    events: list[Event] = []
    if verb == "accept":
        taken = [each for each in containers if each not in lacking]
        wrong += _against_found(session, containers, taken, asked)
        events = _events(session, offered, taken, asked)
    wrong += judged(session, events, asked.today, Limits(), permitted=True).stops
    if wrong:
        return Problems(wrong)
    act = open_act(session, f"{verb}-custody-offer", actor, asked.reason, asked.request_key)
    move(act, OFFER, offered.agency, bytes(offered.key), verb, asked.today, reason=asked.reason)
    before = held(session, [bytes(each.key) for each in containers])
    if events:
        happen(act, events, asked.today)
    flag_lacking(act, offered, lacking)
    if between_agencies(offered):
        handed_over(act, offered, events, before, asked.today)
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


def _against_found(
    session: Session, containers: Sequence[Container], taken: Sequence[Container], asked: Answer
) -> list[Problem]:
    """What of a receiver's findings cannot be: unknown labels, nothing there, one weight for several containers."""
    strange = sorted(asked.lacking - {each.label for each in containers})
    wrong = [problem("custody.lacking-unknown", "lacking", labels=", ".join(strange))] if strange else []
    if not taken:
        wrong.append(problem("custody.all-lacking", "lacking"))
    if asked.lacking and not asked.reason:
        wrong.append(problem("reason.missing", "reason"))
    if asked.said.get("weight") and len(taken) > 1:
        wrong.append(problem("custody.weigh-one-by-one", "weight"))
    if asked.said.get("weight") and not asked.said.get("instrument"):
        wrong.append(problem("field.missing", "instrument"))
    if asked.place is not None:
        wrong += against_place(session, asked.place, taken, asked.reason)
    return wrong


def _events(session: Session, offered: CustodyOffer, taken: Iterable[Container], asked: Answer) -> list[Event]:
    listed = list(taken)
    now = held(session, [bytes(each.key) for each in listed])
    lots = lots_by_key(session, {bytes(each.lot) for each in listed})
    place = bytes(asked.place.key) if asked.place else bytes(offered.place) if offered.place else None
    link = Link("transfer", asked.today, giver=offered.giver, receiver=offered.receiver, place=place)
    link = replace(link, keeper=offered.keeper, weighed_ug=asked.said.get("weight_ug"))
    link = replace(link, uncertainty_ug=asked.said.get("uncertainty_ug"), due=asked.said.get("due"))
    said = {"offer": offered.id} | {key: asked.said.get(key) for key in ("weight", "unit", "instrument")}
    said["stated_place"] = asked.place.name if asked.place else None
    reason = asked.reason or offered.reason
    found = _seals_found(asked.said.get("seal_before"), listed, now)
    return [
        Event(each, lots[bytes(each.lot)], replace(link, seal_before=found.get(bytes(each.key))), said, reason)
        for each in listed
    ]


def _seals_found(read: str | None, listed: Sequence[Container], now: Mapping[bytes, Held]) -> dict[bytes, str]:
    """The seals a receiver read, by container; nothing where they read none."""
    known = {bytes(each.key): now[bytes(each.key)].seals for each in listed if bytes(each.key) in now}
    return {} if read is None else read_among(read, known)
