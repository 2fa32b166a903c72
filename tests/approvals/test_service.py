"""Two people: the other one, with an own factor, once; decision and effect are one act. On both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from precursors.access.permissions import Role
from precursors.agencies.people import roles_of
from precursors.agencies.roles import Asked, GrantDraft, grant, withdraw
from precursors.approvals.models import ApprovalDecision
from precursors.approvals.service import OPEN_DAYS, decide, waiting
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.models import Act
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.problems import Problems
from precursors.scope.visible import Sight
from tests.people import NOON, a_person

TODAY = NOON.date()
ADA, EVA = Actor("ada", "XD-INS"), Actor("eva", "XD-INS")
OWN = Sight(("XD-INS",))


@pytest.fixture
def asked(database: Database) -> str:
    """Ada has asked for ines to become supervisor; eva could agree."""
    a_person(database)
    for name in ("ada", "eva"):
        a_person(database, name, roles=(Role.ADMINISTRATOR,))
    draft = GrantDraft("ines", "supervisor", reason="heads the unit")
    answer = database.write(lambda session: grant(session, ADA, draft, TODAY, OWN))
    assert isinstance(answer, Asked)
    return answer.ref


def say(
    database: Database, ref: str, actor: Actor = EVA, *, agrees: bool = True, factor: bool = True, days: int = 0
) -> int | Problems:
    """Decide a request some days later."""
    day = TODAY + timedelta(days=days)
    return database.write(
        lambda session: decide(session, actor, OWN, ref, agrees=agrees, reason="seen", factor=factor, today=day)
    )


def is_supervisor(database: Database) -> bool:
    """Whether ines is one."""
    with database.read() as session:
        return Role.SUPERVISOR in roles_of(session, "ines", TODAY)


def codes(answer: int | Problems) -> list[str]:
    """Codes of what was wrong."""
    assert isinstance(answer, Problems), answer
    return [each.code for each in answer]


def test_whoever_decides_sees_all_that_will_be_done_and_who_asked_why(database: Database, asked: str) -> None:
    with database.read() as session:
        (seen,) = waiting(session, OWN, TODAY)

    assert (seen.ref, seen.kind, seen.asked_by, seen.reason) == (asked, "grant-role", "ada", "heads the unit")
    assert dict(seen.content) == {"username": "ines", "role": "supervisor", "until": None}


def test_a_yes_and_its_effect_are_one_act(database: Database, asked: str) -> None:
    act = say(database, asked)

    with database.read() as session:
        kind, actor = session.execute(select(Act.kind, Act.actor).where(Act.id == act)).one()
        verdict = verify(session)
    assert (kind, actor) == ("approve-grant-role", "eva")
    assert is_supervisor(database)
    assert verdict.broken is None


def test_whoever_asked_cannot_agree_but_may_take_it_back(database: Database, asked: str) -> None:
    assert codes(say(database, asked, ADA)) == ["approval.same-person"]
    assert not is_supervisor(database)
    assert isinstance(say(database, asked, ADA, agrees=False), int)


def test_nobody_agrees_to_a_role_of_their_own(database: Database, asked: str) -> None:
    draft = GrantDraft("eva", "supervisor", reason="stands in")
    own = database.write(lambda session: grant(session, ADA, draft, TODAY, OWN))
    assert isinstance(own, Asked)

    assert codes(say(database, own.ref)) == ["role.own"]


def test_agreeing_needs_a_second_factor(database: Database, asked: str) -> None:
    assert codes(say(database, asked, factor=False)) == ["approval.no-second-factor"]


def test_a_request_is_decided_once(database: Database, asked: str) -> None:
    say(database, asked)
    database.write(lambda session: withdraw(session, ADA, "ines", "supervisor", "changed my mind"))

    again = say(database, asked)

    assert codes(again) == ["approval.unknown"]
    assert not is_supervisor(database)


def test_a_no_changes_nothing_and_is_final(database: Database, asked: str) -> None:
    say(database, asked, agrees=False)

    assert codes(say(database, asked)) == ["approval.unknown"]
    assert not is_supervisor(database)


def test_a_request_runs_out(database: Database, asked: str) -> None:
    assert codes(say(database, asked, days=OPEN_DAYS + 1)) == ["approval.unknown"]


def test_what_has_become_wrong_meanwhile_is_not_done(database: Database, asked: str) -> None:
    draft = GrantDraft("ines", "supervisor")
    database.write(lambda session: grant(session, LOCAL, draft, TODAY, alone=True))

    assert codes(say(database, asked)) == ["role.held"]
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(ApprovalDecision)).scalar_one() == 0


def test_the_same_is_not_asked_twice(database: Database, asked: str) -> None:
    draft = GrantDraft("ines", "supervisor", reason="again")

    answer = database.write(lambda session: grant(session, EVA, draft, TODAY, OWN))

    assert isinstance(answer, Problems)
    assert [each.code for each in answer] == ["approval.waiting"]


def test_another_agency_neither_sees_nor_decides_it(database: Database, asked: str) -> None:
    other = Sight(("XD-CUS",))

    with database.read() as session:
        assert waiting(session, other, TODAY) == []
    answer = database.write(
        lambda session: decide(session, EVA, other, asked, agrees=True, reason="", factor=True, today=TODAY)
    )
    assert codes(answer) == ["approval.unknown"]
