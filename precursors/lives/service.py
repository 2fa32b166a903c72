"""Begin lives, move records on, tell where they stand and how they came there.

A verb of a room asks `against` under the writer's lock, opens its act, and calls `move`; nothing else writes states.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.models import Act
from precursors.db.bulk import rows_with
from precursors.db.tables import LEAF_BITS, Fact, fact_id
from precursors.lives.models import State, Transition
from precursors.lives.rules import Machine, day_against
from precursors.problems import Problem
from precursors.scope.visible import Sight, visible

BEGIN = "begin"
"""Verb of the first step of a record that does not start in the machine's first state."""


class Standing(NamedTuple):
    """Where a record stands, and since when; None since the beginning."""

    state: str
    since: date | None


class Step(NamedTuple):
    """One step as a page tells it."""

    verb: str
    state: str
    day: date
    reason: str | None
    detail: Mapping[str, Any]
    document: str | None
    """SHA-256 in hexadecimal."""
    act: int
    actor: str
    at: datetime


def state_of(session: Session, machine: Machine, subject: bytes) -> Standing:
    """Where one record stands."""
    return states_of(session, machine, [subject])[subject]


def states_of(session: Session, machine: Machine, subjects: Iterable[bytes]) -> dict[bytes, Standing]:
    """Where each of these records stands, in one query."""
    keys = list(subjects)
    found = rows_with(session, State.__tablename__, ("subject", "kind", "state", "since"), "subject", keys)
    known = {bytes(key): Standing(state, _day(since)) for key, kind, state, since in found if kind == machine.kind}
    return {key: known.get(key, Standing(machine.first, None)) for key in keys}


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def stands_at(model: type[Fact]) -> ColumnElement[bool]:
    """What joins a record to its state; join outwardly, since one nobody has moved has no row."""
    table = model.__table__.columns
    return and_(State.kind == model.__tablename__, State.subject == table["key"])


def against(session: Session, machine: Machine, subject: bytes, verb: str, day: date, today: date) -> Problem | None:
    """What forbids to `verb` a record on `day`."""
    now = state_of(session, machine, subject)
    led = machine.after(now.state, verb)
    return led if isinstance(led, Problem) else day_against(day, now.since, today)


def move(
    act: OpenAct,
    machine: Machine,
    agency: str,
    subject: bytes,
    verb: str,
    day: date,
    *,
    reason: str | None = None,
    document: bytes | None = None,
    detail: Mapping[str, Any] | None = None,
) -> str:
    """Move a record on; answers its new state. Raises ValueError where `against` would have said no."""
    was = state_of(act.session, machine, subject).state
    led = machine.leads(was, verb)
    if led is None:
        message = f"{machine.kind}: {verb} is not possible in state {was}"
        raise ValueError(message)
    told = json.dumps(detail, sort_keys=True, ensure_ascii=False) if detail else None
    step = {"agency": agency, "kind": machine.kind, "subject": subject, "verb": verb, "was": was, "state": led}
    _written(act, [step | {"day": day, "reason": reason, "document": document, "detail": told}])
    return led


def begin(act: OpenAct, machine: Machine, agency: str, places: Sequence[tuple[bytes, str, date]]) -> None:
    """Begin the lives of many records, each (natural key, state, day) in a state of its own, as a take-over does."""
    plain = {"agency": agency, "kind": machine.kind, "verb": BEGIN, "was": None}
    _written(act, [plain | {"subject": key, "state": state, "day": day} for key, state, day in places])


def _written(act: OpenAct, steps: Sequence[dict[str, Any]]) -> None:
    if not steps:
        return
    first = act.add_many(Transition, steps)
    for number, step in enumerate(steps):
        act.session.merge(
            State(
                kind=step["kind"],
                subject=step["subject"],
                state=step["state"],
                since=step["day"],
                step=fact_id(first >> LEAF_BITS, (first & ((1 << LEAF_BITS) - 1)) + number),
            )
        )
    act.session.flush()


def history(session: Session, sight: Sight, kind: str, subject: bytes) -> list[Step]:
    """The steps of a record of the reader's own agencies, oldest first, in one query."""
    query: Any = (
        select(Transition, Act.actor, Act.at)
        .join(Act, Act.id == Transition.id // (1 << LEAF_BITS))
        .where(Transition.kind == kind, Transition.subject == subject)
        .order_by(Transition.id)
    )
    rows = session.execute(visible(query, Transition, sight.own))
    return [
        Step(
            each.verb, each.state, each.day, each.reason, json.loads(each.detail or "{}"),
            bytes(each.document).hex() if each.document else None, each.id >> LEAF_BITS, actor, at,
        )
        for each, actor, at in rows
    ]  # fmt: skip
