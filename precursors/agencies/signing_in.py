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
from precursors.agencies.entrances import Caller, Known, note
from precursors.agencies.factors import accept_code, accept_recovery
from precursors.agencies.links import have_a_factor
from precursors.agencies.passkeys import Site, asked_to_sign, new_challenge, passkeys, signed_by
from precursors.agencies.people import Member, person
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

    @property
    def caller(self) -> Caller:
        """Who knocks, as the log of the door knows it."""
        return Caller(self.now, self.address, self.agent)


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
    member = _member(gate, username)
    if member is None or not right or kept is None:
        gate.database.aside.write(lambda session: note(session, gate.caller, "wrong-password", _known(member)))
        return Outcome(State.WRONG)
    fresh = gate.passwords.hash(password) if gate.passwords.outdated(kept) else None

    def unit(session: Session) -> Outcome:
        now_kept = session.get_one(SignIn, username, with_for_update=True)
        if now_kept.password != kept:
            return Outcome(State.WRONG)  # it was reset while we looked
        now_kept.password, now_kept.since = fresh or kept, now_kept.since or gate.now
        end(session, old)
        return _past_password(session, gate, member, counted, half=half)

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
    member = _member(gate, username)
    if member is None:
        return Outcome(State.OVER)
    return gate.database.aside.write(lambda session: _past_factor(session, gate, member, typed, counted, secret))


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
    member = _member(gate, owner) if owner else None
    if member is None:
        if outcome.state is not State.OVER:
            gate.database.aside.write(lambda session: note(session, gate.caller, "wrong-passkey", Known()))
        return outcome if owner is None else Outcome(State.WRONG)

    def let_in(session: Session) -> str:
        note(session, gate.caller, "signed-in-passkey", _known(member))
        return open_visit(session, member.username, gate.now, gate.agent, factor=True)

    return Outcome(State.IN, gate.database.aside.write(let_in))


def _member(gate: Gate, username: str) -> Member | None:
    with gate.database.read() as session:
        return person(session, username)


def _known(member: Member | None) -> Known:
    return Known(member.username, member.agency) if member else Known()


def _past_password(session: Session, gate: Gate, member: Member, counted: list[str], *, half: bool) -> Outcome:
    if half:  # the count goes on: whoever knows the password may not guess codes without end
        return Outcome(State.HALF, open_half(session, member.username, gate.now, gate.agent))
    forgive(session, counted)
    note(session, gate.caller, "signed-in", _known(member))
    return Outcome(State.IN, open_visit(session, member.username, gate.now, gate.agent))


def _past_factor(
    session: Session, gate: Gate, member: Member, typed: str, counted: list[str], secret: str | None
) -> Outcome:
    by_app = accept_code(session, gate.box, member.username, typed, gate.now)
    if not by_app and not accept_recovery(session, member.username, typed):
        note(session, gate.caller, "wrong-code", _known(member))
        return Outcome(State.WRONG)
    forgive(session, counted)
    note(session, gate.caller, "signed-in-app" if by_app else "signed-in-recovery", _known(member))
    return Outcome(State.IN, open_visit(session, member.username, gate.now, gate.agent, factor=True, old=secret))
