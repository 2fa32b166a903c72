"""What goes into a package for another country: the records about its trade with us, and the proof of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.db.tables import Fact
from precursors.exchange.packages.rules import NAMELESS, Item
from precursors.intake.countries import country_code
from precursors.intake.record import Record
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.notifications.life import NOTIFICATION
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.record import NOTIFICATIONS
from precursors.lives.models import State, Transition
from precursors.lives.service import states_of
from precursors.scope.visible import Sight
from precursors.seizures.models import Seizure
from precursors.seizures.notice import notice
from precursors.substances.titles import title
from precursors.trade.models import Shipment

KINDS = ("notifications", "replies", "figures", "authorisations", "notices")
REPLIES = ("no-objection", "objected")
NAMES = {"number", "line"}
"""Columns that hold numbers of papers, which go along where names are withheld: nobody could answer without them."""

_UG_PER_KG = 10**9
_OWN_SIDE = {"direction", "reply", "replied", "objection", "reply_text", "reply_by", "notes", "state", "licence"}
"""Fields of notifications and authorisations that the other side fills in itself, or that are ours alone."""


class Asked(NamedTuple):
    """Which records: whose, for which country, of which kinds and days, with or without names."""

    agency: str
    country: str
    kinds: tuple[str, ...]
    visibility: str
    first: date
    last: date


class Filled(NamedTuple):
    """One record that goes along; `fact` is the key of the row that proves it, None where it is not proved."""

    item: Item
    fact: int | None


def filled(session: Session, asked: Asked) -> list[Filled]:
    """Everything that is asked for, kind by kind, in the order it was recorded."""
    makers = {
        "notifications": _notifications, "replies": _replies, "figures": _figures, "authorisations": _authorisations,
        "notices": _notices,
    }  # fmt: skip
    return [each for kind in asked.kinds for each in makers[kind](session, asked)]


def _standing(session: Session, model: Any, asked: Asked, day: Any, *more: Any) -> list[Any]:  # noqa: ANN401 - a model and columns of it
    query = select(model).join(Current, stands(model)).where(model.agency == asked.agency, *more)
    return list(session.execute(query.where(day >= asked.first, day <= asked.last).order_by(model.id)).scalars())


def _notifications(session: Session, asked: Asked) -> Iterator[Filled]:
    """Those we sent to that country and did not withdraw; a draft is none."""
    n = Notification
    rows = _standing(session, n, asked, n.notified, n.direction == "sent")
    states = states_of(session, NOTIFICATION, [bytes(row.key) for row in rows])
    rows = [
        row
        for row in rows
        if country_code(row.destination) == asked.country and states[bytes(row.key)].state != "withdrawn"
    ]
    yield from _plain(session, "notifications", NOTIFICATIONS, n, rows, asked)


def _authorisations(session: Session, asked: Asked) -> Iterator[Filled]:
    """Lines in force whose other side is that country: to be read there, never to be drawn on."""
    a = Authorisation
    rows = _standing(session, a, asked, a.valid_from)
    states = states_of(session, AUTHORISATION, [bytes(row.key) for row in rows])
    rows = [
        row
        for row in rows
        if asked.country in {country_code(row.exporter_country), country_code(row.importer_country)}
        and states[bytes(row.key)].state in IN_FORCE
    ]
    yield from _plain(session, "authorisations", AUTHORISATIONS, a, rows, asked)


def _plain(
    session: Session, kind: str, record: Record, model: type[Fact], rows: list[Any], asked: Asked
) -> Iterator[Filled]:
    refs, personal = refs_of(session, model, [row.id for row in rows]), set(model.personal) - NAMES
    keys = [field.key for field in record.fields if field.key in model.facts[1] and field.key not in _OWN_SIDE]
    if asked.visibility == NAMELESS:
        keys = [key for key in keys if key not in personal]
    for row in rows:
        yield Filled(Item(kind, refs[row.id], _texts((key, getattr(row, key)) for key in keys)), row.id)


def _replies(session: Session, asked: Asked) -> Iterator[Filled]:
    """What we answered to that country's notifications: the step itself is what is proved."""
    n, query = Notification, select(Notification, Transition)
    query = query.join(Current, stands(n)).join(State, State.subject == n.key).where(State.kind == NOTIFICATION.kind)
    query = query.join(Transition, Transition.id == State.step).where(n.agency == asked.agency)
    query = query.where(n.direction == "received", State.state.in_(REPLIES)).order_by(n.id)
    query = query.where(Transition.day >= asked.first, Transition.day <= asked.last)
    found = [(row, step) for row, step in session.execute(query) if country_code(row.origin) == asked.country]
    refs = refs_of(session, n, [row.id for row, _ in found])
    for row, step in found:
        told: dict[str, Any] = {"number": row.number, "line": row.line, "substance": row.substance, "state": step.state}
        told |= {"day": step.day, "detail": step.detail}
        told |= {} if asked.visibility == NAMELESS else {"reason": step.reason}
        yield Filled(Item("replies", refs[row.id], _texts(told.items())), step.id)


def _figures(session: Session, asked: Asked) -> Iterator[Filled]:
    """Our imports from there and exports to there, as figures for the other side; an unknown quantity is left out."""
    s = Shipment
    rows = _standing(session, s, asked, s.day, s.direction.in_(("import", "export")))
    rows = [
        row
        for row in rows
        if country_code(row.destination if row.direction == "export" else row.origin) == asked.country
    ]
    refs = refs_of(session, s, [row.id for row in rows])
    for row in rows:
        told = {name: getattr(row, name) for name in ("direction", "day", "document", "container")}
        told |= {"notification": row.notification, "authorisation": row.authorisation}
        told["line"] = bytes(row.key).hex()  # two lines of one document stay two, a corrected one stays one
        told["substance"] = title(row.substance, "en")
        if row.base_ug is not None:
            told |= {"quantity": f"{Decimal(row.base_ug) / _UG_PER_KG:f}", "unit": "kg"}
            told |= {"concentration": "100", "basis": "w/w"}
        if asked.visibility != NAMELESS:
            told |= {"party": row.operator, "counterparty": row.counterparty}
        yield Filled(Item("figures", refs[row.id], _texts(told.items())), row.id)


def _notices(session: Session, asked: Asked) -> Iterator[Filled]:
    """Seizures that country is to hear of: what a notice tells, which never names anybody, so that none is proved."""
    rows = _standing(session, Seizure, asked, Seizure.day, Seizure.notify.is_not(None))
    for row in (row for row in rows if asked.country in row.notify.split()):
        made = notice(session, Sight((asked.agency,)), row, asked.last)
        goods = "; ".join(_lot(each.substance, each.net_ug) for each in made.goods)
        yield Filled(Item("notices", made.ref, _texts((made.facts | {"goods": goods or None}).items())), None)


def _lot(substance: str | None, ug: int | None) -> str:
    weight = "?" if ug is None else f"{Decimal(ug) / _UG_PER_KG:f} kg"
    return f"{title(substance, 'en') if substance else '?'} {weight}"


def _texts(told: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """What is said, as texts; days as year-month-day, what is not said left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name, value in told
        if value is not None and value != ""
    }
