"""How somebody comes in: by password and, where they have one, a second factor; or by a passkey alone.

Nothing an outsider sees or times tells whether a name is known: a wrong name and a wrong password get one answer after
the same work, and wrong answers are counted for names that do not exist too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy.orm import Session

from precursors.agencies.attempts import begin, forgive, subjects
from precursors.agencies.credentials import Box, Passwords
from precursors.agencies.factors import accept_code, accept_recovery
from precursors.agencies.links import have_a_factor
from precursors.agencies.passkeys import Site, asked_to_sign, new_challenge, passkeys, signed_by
from precursors.agencies.people import person
from precursors.agencies.private_models import SignIn
from precursors.agencies.visits import end, half_of, open_half, open_visit
from precursors.db.engine import Database


class State(Enum):
    """What became of an answer."""

    IN = "in"
    HALF = "half"
    WRONG = "wrong"
    WAIT = "wait"
    OVER = "over"
    """Nobody is half way any more: begin again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, with the secret for the cookie or the time to wait."""

    state: State
    secret: str | None = None
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Gate:
    """Where and when somebody knocks."""

    database: Database
    passwords: Passwords
    box: Box
    site: Site
    now: datetime
    address: str | None
    agent: str


def by_password(gate: Gate, typed: str, password: str, old: str | None) -> Outcome:
    """Let somebody in by name and password, or half way when they have a second factor. `old` is their cookie."""
    username = typed.strip().lower()
    counted = subjects(username, gate.address)
    left = gate.database.aside.write(lambda session: begin(session, counted, gate.now))
    if left:
        return Outcome(State.WAIT, wait=left)
    with gate.database.aside.read() as session:
        known = session.get(SignIn, username)
        half = bool(have_a_factor(session, [username]))
    kept = known.password if known else None
    right = gate.passwords.hold(kept, password)
    if not _stands(gate, username) or not right or kept is None:
        return Outcome(State.WRONG)
    fresh = gate.passwords.hash(password) if gate.passwords.outdated(kept) else None

    def unit(session: Session) -> Outcome:
        now_kept = session.get_one(SignIn, username, with_for_update=True)
        if now_kept.password != kept:
            return Outcome(State.WRONG)  # it was reset while we looked
        now_kept.password = fresh or kept
        end(session, old)
        return _past_password(session, gate, username, counted, half=half)

    return gate.database.aside.write(unit)


def by_factor(gate: Gate, secret: str | None, typed: str) -> Outcome:
    """Let somebody who is half way in by a code of their app, or by a recovery code."""
    with gate.database.aside.read() as session:
        waiting = half_of(session, secret, gate.now)
    if waiting is None or not waiting.username:
        return Outcome(State.OVER)
    username = waiting.username
    counted = subjects(username, gate.address)
    left = gate.database.aside.write(lambda session: begin(session, counted, gate.now))
    if left:
        return Outcome(State.WAIT, wait=left)
    if not _stands(gate, username):
        return Outcome(State.OVER)
    return gate.database.aside.write(lambda session: _past_factor(session, gate, username, typed, counted, secret))


def ask_for_passkey(gate: Gate, secret: str | None) -> tuple[str, str]:
    """Options for the browser and the secret under which its answer is waited for."""
    challenge = new_challenge()

    def unit(session: Session) -> tuple[str, str]:
        waiting = half_of(session, secret, gate.now)
        username = waiting.username if waiting else ""
        own = passkeys(session, username) if username else []
        end(session, secret if waiting else None)
        return asked_to_sign(gate.site, challenge, own), open_half(session, username, gate.now, gate.agent, challenge)

    return gate.database.aside.write(unit)


def by_passkey(gate: Gate, secret: str | None, answer: str) -> Outcome:
    """Let somebody in by what their passkey signed. The challenge is used up, whatever comes of it."""

    def unit(session: Session) -> tuple[Outcome, str | None]:
        waiting = half_of(session, secret, gate.now, lock=True)
        end(session, secret)
        if waiting is None or waiting.challenge is None:
            return Outcome(State.OVER), None
        owner = signed_by(session, gate.site, waiting.challenge, answer, gate.now)
        if owner is None or waiting.username not in {"", owner}:
            return Outcome(State.WRONG), None
        return Outcome(State.IN), owner

    outcome, owner = gate.database.aside.write(unit)
    if owner is None or not _stands(gate, owner):
        return outcome if owner is None else Outcome(State.WRONG)
    opened = gate.database.aside.write(lambda session: open_visit(session, owner, gate.now, gate.agent, factor=True))
    return Outcome(State.IN, opened)


def _stands(gate: Gate, username: str) -> bool:
    with gate.database.read() as session:
        return person(session, username) is not None


def _past_password(session: Session, gate: Gate, username: str, counted: list[str], *, half: bool) -> Outcome:
    if half:  # the count goes on: whoever knows the password may not guess codes without end
        return Outcome(State.HALF, open_half(session, username, gate.now, gate.agent))
    forgive(session, counted)
    return Outcome(State.IN, open_visit(session, username, gate.now, gate.agent))


def _past_factor(
    session: Session, gate: Gate, username: str, typed: str, counted: list[str], secret: str | None
) -> Outcome:
    right = accept_code(session, gate.box, username, typed, gate.now) or accept_recovery(session, username, typed)
    if not right:
        return Outcome(State.WRONG)
    forgive(session, counted)
    return Outcome(State.IN, open_visit(session, username, gate.now, gate.agent, factor=True, old=secret))
