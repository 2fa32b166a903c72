"""What an agency's self-assessment counts: per indicator the records it is about, and those of them that meet it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median_high
from typing import Any, NamedTuple

from sqlalchemy import func, select

from precursors.audit.models import Act
from precursors.db.tables import Fact, Table, act_of
from precursors.flags.models import Disposition, Flag
from precursors.inspections.models import Inspection
from precursors.intake.words import folded
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.models import LicenceLine
from precursors.licensing.notifications.models import Notification
from precursors.lives.models import Transition
from precursors.reports.beneath import Beneath, every
from precursors.reports.report import Asked
from precursors.reports.standing import keys_of_year, standing, written
from precursors.reports.trade_figures import lines
from precursors.scope.visible import visible
from precursors.stock.models import StockReturn
from precursors.trade.models import Shipment


class Indicator(NamedTuple):
    """What is looked at, and those that are as they should be."""

    name: str
    of: Beneath
    met: Beneath


class Time(NamedTuple):
    """How long something took: the records it was measured on, and the days in the middle of them."""

    name: str
    on: Beneath
    median: int | None


def shipments(asked: Asked) -> list[Indicator]:
    """Exports that name a pre-export notification, quantities that are resolved, those that need no second look."""
    export = Shipment.direction == "export"
    named = func.coalesce(Shipment.notification, "") != ""
    return [
        Indicator("exports-notified", lines(asked, export), lines(asked, export, named)),
        Indicator("quantities-resolved", lines(asked), lines(asked, Shipment.base_ug.is_not(None))),
        Indicator("quantities-certain", lines(asked), lines(asked, Shipment.status == "ok")),
    ]


def notifications(asked: Asked) -> list[Indicator]:
    """Those with a last day for the answer: received ones that we, and sent ones that others answered by then."""
    query: Any = select(Notification).where(
        Notification.notified.between(asked.first, asked.last), Notification.reply_by.is_not(None)
    )
    found = list(asked.session.execute(standing(asked, query, Notification)).scalars())
    answered = _first_days(asked, Notification, ("no-objection", "objected"))
    told = []
    for direction in ("received", "sent"):
        own = [row for row in found if row.direction == direction]
        met = [row.id for row in own if _by(row.replied or answered.get(bytes(row.key)), row.reply_by)]
        told.append(_counted(f"answered-{direction}", Notification, [row.id for row in own], met))
    return told


def licences(asked: Asked) -> Indicator:
    """Licence lines in force in the year whose holder was visited in it."""
    line = LicenceLine
    query: Any = select(line.id, line.holder).where(line.valid_from <= asked.last, line.valid_to >= asked.first)
    held = asked.session.execute(standing(asked, query, line)).all()
    visits: Any = select(Inspection.operator).where(Inspection.day.between(asked.first, min(asked.last, asked.today)))
    seen = {folded(name) for name in asked.session.execute(standing(asked, visits, Inspection)).scalars()}
    met = [key for key, holder in held if holder and folded(holder) in seen]
    return _counted("holders-inspected", line, [key for key, _ in held], met)


def returns(asked: Asked) -> Indicator:
    """Returns of stock that were due in the year and over, handed in by then."""
    last = min(asked.last, asked.today)
    query: Any = select(StockReturn).where(StockReturn.due.between(asked.first, last))
    found = list(asked.session.execute(standing(asked, query, StockReturn)).scalars())
    handed = _first_days(asked, StockReturn, ("submitted",))
    met = [row.id for row in found if _by(handed.get(bytes(row.key)), row.due)]
    return _counted("returns-in-time", StockReturn, [row.id for row in found], met)


def flags(asked: Asked) -> tuple[Indicator, Time]:
    """Flags raised in the year that somebody has decided, and how many days that took."""
    keys = keys_of_year(asked)
    raised: Any = visible(select(Flag.id), Flag, asked.sight.own).where(Flag.id >= keys.first, Flag.id < keys.end)
    own = set(asked.session.execute(raised).scalars())
    words: Any = select(Disposition.flag, Disposition.id, Disposition.state).join(Flag, Flag.id == Disposition.flag)
    words = written(asked, visible(words, Flag, asked.sight.own), Disposition).order_by(Disposition.id)
    last = {flag: (word, state) for flag, word, state in asked.session.execute(words) if flag in own}
    decided = {flag: word for flag, (word, state) in last.items() if state in {"confirmed", "dismissed"}}
    days = _days_between(asked, list(decided.items()))
    return _counted("flags-decided", Flag, sorted(own), sorted(decided)), _time("flag-decision", Flag, days)


def decisions(asked: Asked) -> Time:
    """Days from a complete application to the grant or the refusal, of authorisations decided in the year."""
    complete = _first_days(asked, Authorisation, ("complete",))
    decided = _first_days(asked, Authorisation, ("granted", "refused"))
    query: Any = select(Authorisation.id, Authorisation.key)
    days = {}
    for key, natural in asked.session.execute(standing(asked, query, Authorisation)):
        begun, done = complete.get(bytes(natural)), decided.get(bytes(natural))
        if begun and done and asked.first <= done <= asked.last:
            days[key] = (done - begun).days
    return _time("authorisation-decision", Authorisation, days)


def _first_days(asked: Asked, model: type[Fact], states: Sequence[str]) -> dict[bytes, date]:
    """Natural key of records of a kind to the day on which they first came into one of these states; one query."""
    query: Any = select(Transition.subject, func.min(Transition.day))
    query = query.where(Transition.kind == model.__tablename__, Transition.state.in_(states))
    query = written(asked, visible(query, Transition, asked.sight.own), Transition).group_by(Transition.subject)
    return {bytes(subject): _day(day) for subject, day in asked.session.execute(query)}


def _day(value: date | str) -> date:
    """A day as the database tells the smallest of several."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _days_between(asked: Asked, pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Facts to the whole days between the acts that wrote them and those that wrote their others."""
    if not pairs:
        return {}
    acts = {act_of(key) for pair in pairs for key in pair}
    known = select(Act.id, Act.at).where(Act.id.between(min(acts), max(acts)))
    at = {number: moment for number, moment in asked.session.execute(known) if number in acts}
    return {one: (at[act_of(other)] - at[act_of(one)]).days for one, other in pairs}


def _by(done: date | None, due: date | None) -> bool:
    return done is not None and due is not None and done <= due


def _counted(name: str, model: type[Table], of: Sequence[int], met: Sequence[int]) -> Indicator:
    return Indicator(name, every(model, of), every(model, met))


def _time(name: str, model: type[Table], days: dict[int, int]) -> Time:
    return Time(name, every(model, list(days)), median_high(days.values()) if days else None)
