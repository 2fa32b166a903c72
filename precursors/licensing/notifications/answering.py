"""Send notifications, take answers down, let the time pass, amend: the acts of a liaison officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.audit.keys import standing
from precursors.audit.models import Current
from precursors.audit.refs import ref_of
from precursors.db.engine import lock_writer
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Terms
from precursors.ledger.reversing import withdraw
from precursors.licensing.notifications.clock import STATED, between
from precursors.licensing.notifications.importer import clocked
from precursors.licensing.notifications.life import ANSWERED, BY_HAND, NOTIFICATION, WAITING, WITH_REASON
from precursors.licensing.notifications.models import UNANSWERED, Notification
from precursors.licensing.notifications.rules import (
    CAUTION,
    LATE,
    SCORES,
    VERSION,
    period_against,
    restarts,
)
from precursors.lives.rules import day_against
from precursors.lives.service import move, state_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, Problems, missing, problem

TREATY = ("exporter", "exporter_address", "importer", "importer_address", "quantity", "point_entry", "dispatch")
"""What article 12(10)(a) of the 1988 Convention asks for, beside the substance; the consignee where it is known."""

AMENDABLE = (
    "exporter", "exporter_address", "importer", "importer_address", "destination", "consignee", "consignee_address",
    "quantity", "unit", "packages", "dispatch", "period_from", "period_to", "point_exit", "point_entry", "transit",
    "transport", "carrier", "export_authorisation", "import_authorisation", "end_use", "counterpart",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """What a step or an amendment came to."""

    ref: str
    act: int
    state: str
    restarted: tuple[str, ...] = ()
    """The fields that began the clock again."""


class Reply(NamedTuple):
    """A step of the life of a notification: when, why, and the reason on the list of an objection."""

    verb: str
    day: date
    reason: str | None = None
    objection: str | None = None


def answer(
    session: Session, actor: Actor, terms: Terms, key: bytes, verb: str, day: date, *,
    reason: str | None = None, objection: str | None = None, request_key: str | None = None,
) -> Answered | Problems:  # fmt: skip
    """Move a notification on: send it, note an answer, let its time pass."""
    lock_writer(session)
    row = _own(session, terms, key)
    if row is None:
        return Problems([problem("record.unknown", ref="-")])
    if request_key and (done := act_of_request(session, request_key)) is not None:
        return _told(session, row, done)
    against = _against(session, terms, row, verb, day, reason or objection)
    if against:
        return Problems(against)
    act = open_act(session, f"{verb}-notification", actor, reason, request_key)
    if verb == "send":
        number = _versioned(act, row, {"notified": day, "clock_from": day}, terms)
        _late(act, row, number, terms, day)
    noted(act, terms, row, Reply(verb, day, reason, objection))
    act.seal()
    return _told(session, row, act.id)


def noted(act: OpenAct, terms: Terms, row: Notification, reply: Reply, detail: Mapping[str, str] | None = None) -> None:
    """Move a notification on; what answers it stands in its cells from then on, in a new version."""
    led = NOTIFICATION.after(state_of(act.session, NOTIFICATION, row.key).state, reply.verb)
    if led in ANSWERED:
        told = {"reply": led, "replied": None if led == "no-reply" else reply.day}
        _versioned(act, row, told | {"objection": reply.objection, "reply_text": reply.reason}, terms)
    found = dict(detail or {}) | ({"objection": reply.objection} if reply.objection else {})
    move(act, NOTIFICATION, row.agency, row.key, reply.verb, reply.day, reason=reply.reason, detail=found or None)


def _late(act: OpenAct, row: Notification, number: int, terms: Terms, day: date) -> None:
    """R09 as the notification is sent: too near to the day of dispatch it names itself, or to the period's first."""
    first = row.dispatch or row.period_from
    passed = between(row.origin or terms.country, day, first, demo=terms.demo) if first else None
    if passed is None or passed[0] >= passed[1]:
        return
    days, required, decides = passed
    inputs = {"notification": row.number, "day": str(first), "state": "sent"}
    inputs |= {"days": str(days), "required": str(required)}
    score = SCORES[LATE] if decides else CAUTION
    kind, cause = Notification.__tablename__, f"notification {row.number}"
    raise_flags(act, [FlagDraft(row.agency, LATE, VERSION, edition_in_use(), cause, score, kind, [number], inputs)])


def amend(
    session: Session, actor: Actor, terms: Terms, key: bytes, changes: Mapping[str, Any], day: date, reason: str
) -> Answered | Problems:
    """Write a new version; the clock begins again if, and only if, the law says so.

    `changes` are columns of the table, those of `AMENDABLE` with the amount they come to.
    """
    lock_writer(session)
    row = _own(session, terms, key)
    if row is None:
        return Problems([problem("record.unknown", ref="-")])
    now = state_of(session, NOTIFICATION, key)
    wrong = [day_against(day, now.since, terms.today), None if reason.strip() else problem("reason.missing", "reason")]
    if now.state not in {"draft", *WAITING, *ANSWERED}:
        wrong.append(problem("life.not-from-here", None, verb="amend", state=now.state, possible="-"))
    was = _values(row)
    wrong += period_against(was | dict(changes))
    if any(wrong):
        return Problems([each for each in wrong if each])
    restarted = () if now.state == "draft" else restarts(was, was | dict(changes))
    act = open_act(session, "amend-notification", actor, reason.strip())
    clock = {"clock_from": day} | UNANSWERED if restarted else {}
    _versioned(act, row, dict(changes) | clock, terms)
    if restarted:
        move(act, NOTIFICATION, row.agency, key, "restart", day, reason=reason, detail={"changed": " ".join(restarted)})
    act.seal()
    return _told(session, row, act.id, restarted)


def _against(session: Session, terms: Terms, row: Notification, verb: str, day: date, why: str | None) -> list[Problem]:
    """Everything that forbids the step."""
    now = state_of(session, NOTIFICATION, row.key)
    led = NOTIFICATION.after(now.state, verb)
    if isinstance(led, Problem) or verb not in BY_HAND:
        return [led if isinstance(led, Problem) else problem("record.unknown", ref=verb)]
    against = day_against(day, now.since, terms.today)
    found = [against] if against else []
    if verb in WITH_REASON and not (why or "").strip():
        found.append(problem("reason.missing", "reason"))
    if verb == "send":
        over_time = ("dispatch",) if row.period_from else ()  # a simplified one names its period instead
        found += missing(_values(row), *(field for field in TREATY if field not in over_time))
    if verb == "lapse" and (row.reply_by is None or day <= row.reply_by):
        found.append(problem("notification.not-yet-due", "day", reply_by=row.reply_by or "?", day=day))
    return found


def _own(session: Session, terms: Terms, key: bytes) -> Notification | None:
    found = standing(session, [key]).get(key)
    row = session.get(Notification, found) if found is not None else None
    return row if row is not None and row.agency == terms.agency else None


def _values(row: Notification) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in Notification.__table__.columns if column.key != "id"}


def _versioned(act: OpenAct, row: Notification, changes: Mapping[str, Any], terms: Terms) -> int:
    """A new version in the place of the old one, its clock set by the law unless it was stated."""
    values = _values(row) | dict(changes)
    if "clock_from" in changes:
        stated = row.reply_by if row.clock == STATED and row.clock_from is None else None
        values |= clocked(values, terms.country, stated, demo=terms.demo)
    withdraw(act, [row.id])
    number = act.add(Notification, values)
    act.session.execute(insert(Current), {"key": row.key, "id": number})
    return number


def _told(session: Session, row: Notification, act: int, restarted: tuple[str, ...] = ()) -> Answered:
    now = standing(session, [row.key])[row.key]
    state = state_of(session, NOTIFICATION, row.key).state
    return Answered(ref_of(session, Notification, now), act, state, restarted)
