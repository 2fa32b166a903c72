"""The life of a licence line: from the application to its end. Where it stands today, and where it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from precursors.licensing.models import LicenceLine
from precursors.licensing.rules import Turns
from precursors.lives.models import State, Transition
from precursors.lives.rules import Machine, edges

APPLIED = ("draft", "submitted", "complete", "under-review")
"""States of a line that nobody has decided on yet."""

CLOCKS = ("complete", "under-review")
"""States in which the time to decide runs."""

ENDING = frozenset({"withdraw", "revoke"})
"""Verbs that end a licence as a whole, wherever its lines stand: one left suspended could be resumed."""

IN_FORCE = ("active", "suspended")
"""States of a line that was granted and has not come to its end."""

HELD = (*IN_FORCE, "revoked", "expired")
"""States of a line that was granted at some time, whatever became of it."""

LICENCE = Machine(
    "licence_line",
    "draft",
    edges(
        ("submit", "draft", "submitted"),
        ("return", ("submitted", "complete"), "draft"),
        ("complete", "submitted", "complete"),
        ("review", "complete", "under-review"),
        ("grant", ("complete", "under-review"), "active"),
        ("refuse", ("complete", "under-review"), "refused"),
        ("suspend", "active", "suspended"),
        ("resume", "suspended", "active"),
        ("revoke", ("active", "suspended"), "revoked"),
        ("expire", ("active", "suspended"), "expired"),
        ("withdraw", APPLIED, "withdrawn"),
    ),
)


def first_day(state: str, valid_from: date, issued: date | None, today: date) -> date:
    """The first day of the state a line is entered in: what was granted, and has become whatever, from its own days.

    What nobody has granted is there from the day it is entered; the days it asks for say nothing of its life.
    """
    return min(issued or valid_from, today) if state in HELD else today


def state_column() -> ColumnElement[Any]:
    """Where a line stands; join `State` outwardly. One from before there were lives stands where it began."""
    return func.coalesce(State.state, LicenceLine.state)


def states_now(session: Session, lines: Sequence[LicenceLine]) -> dict[bytes, str]:
    """Where each of these lines stands, by its natural key; one query."""
    keys = [line.key for line in lines]
    query = select(State.subject, State.state).where(State.kind == LICENCE.kind, State.subject.in_(keys))
    known = {bytes(key): state for key, state in session.execute(query)}
    return {bytes(line.key): known.get(bytes(line.key), line.state) for line in lines}


def turns_of(session: Session, keys: Iterable[bytes]) -> dict[bytes, Turns]:
    """The states that lines went through, in order, by natural key; those nobody has moved are left out. One query."""
    query = (
        select(Transition.subject, Transition.day, Transition.state)
        .where(Transition.kind == LICENCE.kind, Transition.subject.in_(list(keys)))
        .order_by(Transition.id)
    )
    found: dict[bytes, list[tuple[date, str]]] = {}
    for subject, day, state in session.execute(query):
        found.setdefault(bytes(subject), []).append((day, state))
    return {key: tuple(turns) for key, turns in found.items()}
