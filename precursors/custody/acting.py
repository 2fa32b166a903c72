"""What may be done with a container or with a whole lot on its page: each verb with the fields it asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor
from precursors.custody.finding import containers_of, holding_of, place_named
from precursors.custody.handing import OFFER, Answer, answer, offer
from precursors.custody.life import LOT
from precursors.custody.models import Container
from precursors.custody.record import CUSTODY, OFFERS
from precursors.custody.service import Done, do
from precursors.custody.telling import said_of
from precursors.intake.record import Record
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked, Fits, Run, Verb, moving
from precursors.scope.visible import Sight

P = Permission.RECORD_CUSTODY


def _asks(*keys: str) -> Record:
    """A form that asks for these fields of an event."""
    return Record(CUSTODY.kind, tuple(CUSTODY[key] for key in keys))


def _keys(session: Session, row: Any) -> list[bytes]:  # noqa: ANN401 - a container or a lot
    """The containers meant: the one, or all of the lot that are not empty."""
    if isinstance(row, Container):
        return [bytes(row.key)]
    now = {bytes(each.container) for each in holding_of(session, bytes(row.key)) if each.net_ug != 0}
    return [key for each in containers_of(session, [bytes(row.key)]) if (key := bytes(each.key)) in now]


def doing(verb: str) -> Run:
    """A verb done with a container, or with every container of a lot."""

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | list[Problem]:  # noqa: ANN401 - see above
        values = dict.fromkeys(field.key for field in CUSTODY.fields) | dict(asked.values)
        stated = dict(asked.stated) | {"reason": asked.reason}
        said, wrong = said_of(asked.terms, values | {"verb": verb, "day": asked.day}, stated)
        if wrong:
            return wrong
        made = do(session, actor, asked.terms, _keys(session, row), said, asked.request_key)
        return made.act if isinstance(made, Done) else list(made)

    return run


def handing(session: Session, actor: Actor, row: Any, asked: Asked) -> int | list[Problem]:  # noqa: ANN401 - as above
    """Offer a container, or every container of a lot, to somebody."""
    name = asked.stated.get("place")
    agency = asked.terms.agency
    place = place_named(session, agency, name) if name else None
    if name and place is None:
        return [problem("place.unknown", "place", place=name)]
    receiver = asked.stated.get("receiver") or ""
    made = offer(
        session, actor, agency, _keys(session, row), receiver, place, asked.reason, asked.today, asked.request_key
    )
    return made if isinstance(made, int) else list(made)


def answering(verb: str) -> Run:
    """What a person says to an offer."""

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | list[Problem]:  # noqa: ANN401 - an offer
        if verb != "accept":
            made = answer(session, actor, row, verb, Answer(asked.reason, asked.today, asked.request_key))
            return made if isinstance(made, int) else list(made)
        found = _found(session, asked)
        if isinstance(found, list):
            return found
        made = answer(session, actor, row, verb, found)
        return made if isinstance(made, int) else list(made)

    return run


def _found(session: Session, asked: Asked) -> Answer | list[Problem]:
    """What the receiver says they found, read with the places and balances of their own agency."""
    values = dict.fromkeys(field.key for field in CUSTODY.fields) | dict(asked.values)
    said, wrong = said_of(asked.terms, values | {"verb": "transfer", "day": asked.today}, asked.stated)
    place = place_named(session, asked.terms.agency, said["stated_place"]) if said["stated_place"] else None
    lacking = frozenset(each.strip() for each in (asked.stated.get("lacking") or "").split(",") if each.strip())
    return wrong or Answer(asked.reason, asked.today, asked.request_key, place, said, lacking)


def _doing(verb: str, *keys: str, needs_reason: bool = False) -> Verb:
    return Verb(verb, P, doing(verb), _asks(*keys), needs_reason=needs_reason)


HAND_OVER = Verb("offer", P, handing, _asks("receiver", "place"), needs_reason=False, asks_day=False)

OF_CONTAINER = (
    _doing("reweigh", "weight", "unit", "instrument", "seal_before"),
    _doing("seal", "seal_after", "seal_before"),
    _doing("open", "seal_before", needs_reason=True),
    _doing("move", "place", "seal_before"),
    HAND_OVER,
    _doing("return", "receiver", "taken", "unit", "seal_before", needs_reason=True),
    _doing("lose", "taken", "unit", needs_reason=True),
)
"""What a person may do with a container they have; a sample is taken by recording it."""

OF_LOT = (
    _doing("move", "place"),
    HAND_OVER,
    Verb("hold", P, moving(LOT, "hold")),
    Verb("end-hold", P, moving(LOT, "end-hold")),
)

FOUND = Record(
    OFFERS.kind, tuple(OFFERS[key] for key in ("place", "seal_before", "weight", "unit", "instrument", "lacking"))
)
"""What the form of an acceptance asks: all of it may be left empty."""


def _is_for(side: str) -> Fits:
    """Whether the reader is the one on that side of an offer; somebody of whom nothing is known is told on trying."""

    def fits(_session: Session, sight: Sight, row: Any, _today: date) -> bool:  # noqa: ANN401 - an offer
        return sight.person in {None, getattr(row, side)}

    return fits


OF_OFFER = tuple(
    Verb(
        verb, P, answering(verb), FOUND if verb == "accept" else None, needs_reason=verb == "refuse", asks_day=False,
        fits=_is_for("giver" if verb == "withdraw" else "receiver"),
    )
    for verb in OFFER.verbs
)  # fmt: skip
