"""Records move on by acts, on both engines; where they stand is what their last step says."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from precursors.audit.acts import Actor, open_act
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.lives.models import State
from precursors.lives.rules import Machine, edges
from precursors.lives.service import Standing, against, begin, history, move, state_of
from precursors.problems import Problem
from precursors.scope.visible import Sight

LIFE = Machine("thing", "draft", edges(("submit", "draft", "submitted"), ("grant", "submitted", "granted")))
ONE, TWO = bytes(16), bytes(15) + b"\x01"
MAY = date(2026, 5, 1)


def moved(database: Database, subject: bytes, verb: str, day: date = MAY, **told: object) -> None:
    def unit(session: object) -> None:
        act = open_act(session, f"{verb}-thing", Actor("ana", "XD-INS"))  # type: ignore[arg-type]  # a session
        move(act, LIFE, "XD-INS", subject, verb, day, **told)  # type: ignore[arg-type]  # plain texts
        act.seal()

    database.write(unit)


def test_a_record_stands_where_its_last_step_led_and_its_history_tells_how(database: Database) -> None:
    moved(database, ONE, "submit", reason="filed", detail={"b": 1, "a": "x"})
    moved(database, ONE, "grant", date(2026, 5, 3))

    with database.read() as session:
        standing, other = state_of(session, LIFE, ONE), state_of(session, LIFE, TWO)
        told = history(session, Sight(("XD-INS",)), "thing", ONE)
        foreign = history(session, Sight(("XD-CUS",)), "thing", ONE)
        verdict = verify(session)

    assert standing == Standing("granted", date(2026, 5, 3))
    assert other == Standing("draft", None)
    assert [(step.verb, step.state, step.actor, step.reason) for step in told] == [
        ("submit", "submitted", "ana", "filed"),
        ("grant", "granted", "ana", None),
    ]
    assert told[0].detail == {"a": "x", "b": 1}
    assert foreign == []
    assert verdict.broken is None


def test_what_is_not_possible_is_said_before_and_refused_after(database: Database) -> None:
    with database.read() as session:
        said = against(session, LIFE, ONE, "grant", MAY, MAY)

    assert isinstance(said, Problem)
    assert said.code == "life.not-from-here"
    with pytest.raises(ValueError, match="grant is not possible"):
        moved(database, ONE, "grant")


def test_lives_taken_over_begin_where_they_were(database: Database) -> None:
    def unit(session: object) -> None:
        act = open_act(session, "take-over", Actor("ana", "XD-INS"))  # type: ignore[arg-type]  # a session
        begin(act, LIFE, "XD-INS", [(ONE, "granted", MAY), (TWO, "submitted", MAY)])
        act.seal()

    database.write(unit)

    with database.read() as session:
        assert state_of(session, LIFE, ONE).state == "granted"
        assert state_of(session, LIFE, TWO).state == "submitted"
        assert verify(session).broken is None


def test_a_state_changed_behind_the_acts_is_told(database: Database) -> None:
    moved(database, ONE, "submit")
    with database.engine.begin() as connection:
        connection.execute(update(State).values(state="granted"))

    with database.read() as session:
        broken = verify(session).broken

    assert broken is not None
    assert broken.code == "verify.aggregate"
