"""People and roles as acts, and who may change whom; on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from precursors.access.permissions import Permission, Role
from precursors.agencies.people import add_person, close, people, person, roles_of
from precursors.agencies.roles import ALONE, Asked, GrantDraft, administrators, grant, holders, withdraw
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.models import Act
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.problems import Problems
from precursors.scope.visible import Sight
from tests.people import NOON, a_person, an_agency

TODAY = NOON.date()
ADA = Actor("ada", "XD-INS")


def acts(database: Database) -> list[tuple[str, str, str | None]]:
    """(kind, actor, reason) of every act, in order."""
    with database.read() as session:
        return [
            (each.kind, each.actor, each.reason) for each in session.execute(select(Act).order_by(Act.id)).scalars()
        ]


def give(
    database: Database,
    username: str,
    role: Role,
    actor: Actor = ADA,
    *,
    reason: str = "needed",
    until: date | None = None,
    alone: bool = False,
) -> object:
    """Give a role; what came of it."""
    draft = GrantDraft(username, role.value, until, reason)
    return database.write(lambda session: grant(session, actor, draft, TODAY, alone=alone))


def held(database: Database, username: str) -> frozenset[Role]:
    """Roles of a person today."""
    with database.read() as session:
        return roles_of(session, username, TODAY)


def codes(answer: object) -> list[str]:
    """Codes of what was wrong."""
    assert isinstance(answer, Problems), answer
    return [each.code for each in answer]


def test_each_change_is_an_act_and_the_registry_verifies(database: Database) -> None:
    a_person(database)
    give(database, "ines", Role.AUDITOR, reason="year end")
    database.write(lambda session: withdraw(session, ADA, "ines", "auditor", "done"))
    database.write(lambda session: close(session, ADA, "ines", "left"))

    kinds = [kind for kind, _, _ in acts(database)]
    with database.read() as session:
        verdict = verify(session)

    assert kinds[-5:] == ["add-person", "grant-role", "grant-role", "withdraw-role", "close-person"]
    assert acts(database)[-1] == ("close-person", "ada", "left")
    assert verdict.broken is None


def test_a_name_is_never_given_twice_not_even_after_its_owner_left(database: Database) -> None:
    a_person(database)
    again = database.write(lambda session: add_person(session, LOCAL, "INES", "XD-INS"))
    database.write(lambda session: close(session, LOCAL, "ines", "left"))
    later = database.write(lambda session: add_person(session, LOCAL, "ines", "XD-INS"))

    assert codes(again) == codes(later) == ["person.exists"]


def test_whoever_has_left_holds_nothing(database: Database) -> None:
    a_person(database, roles=(Role.INSPECTOR, Role.AUDITOR))

    database.write(lambda session: close(session, LOCAL, "ines", "left"))

    assert held(database, "ines") == frozenset()
    with database.read() as session:
        assert people(session) == []


def test_a_role_counts_through_its_last_day_and_can_be_given_again(database: Database) -> None:
    a_person(database, roles=())
    give(database, "ines", Role.AUDITOR, until=TODAY)

    with database.read() as session:
        today = roles_of(session, "ines", TODAY)
        tomorrow = roles_of(session, "ines", TODAY + timedelta(days=1))
    draft = GrantDraft("ines", "auditor")
    later = database.write(lambda session: grant(session, ADA, draft, TODAY + timedelta(days=1)))

    assert (today, tomorrow) == ({Role.AUDITOR}, frozenset())
    assert not isinstance(later, Problems)


@pytest.mark.parametrize(
    ("username", "role", "code"),
    [
        ("ines", "inspector", "role.held"),
        ("ines", "king", "choice.unknown"),
        ("nobody", "auditor", "person.unknown"),
        ("ada", "auditor", "role.own"),
    ],
)
def test_what_is_wrong_with_a_grant_is_said(database: Database, username: str, role: str, code: str) -> None:
    a_person(database)
    a_person(database, "ada", roles=(Role.ADMINISTRATOR,))

    answer = database.write(lambda session: grant(session, ADA, GrantDraft(username, role), TODAY))

    assert code in codes(answer)


def test_taking_back_needs_a_reason_and_a_role_that_is_held(database: Database) -> None:
    a_person(database)

    without = database.write(lambda session: withdraw(session, ADA, "ines", "inspector", " "))
    never = database.write(lambda session: withdraw(session, ADA, "ines", "auditor", "why not"))

    assert (codes(without), codes(never)) == (["reason.missing"], ["role.not-held"])


def test_nobody_beyond_reach_can_be_changed(database: Database) -> None:
    a_person(database)
    an_agency(database, "XD-CUS", "customs")
    other = Sight(("XD-CUS",))

    answers = [
        database.write(lambda session: grant(session, ADA, GrantDraft("ines", "auditor"), TODAY, other)),
        database.write(lambda session: withdraw(session, ADA, "ines", "inspector", "no", other)),
        database.write(lambda session: close(session, ADA, "ines", "no", other)),
        database.write(lambda session: add_person(session, ADA, "juan", "XD-INS", other)),
    ]

    assert [codes(each) for each in answers] == [["person.unknown"]] * 3 + [["agency.unknown"]]


def test_administrators_reach_their_agency_and_those_of_the_registry_office_everybody(database: Database) -> None:
    a_person(database, "ada", roles=(Role.ADMINISTRATOR,))
    an_agency(database, "XD-REG", "administrator")
    a_person(database, "rosa", "XD-REG", (Role.ADMINISTRATOR,))

    with database.read() as session:
        own, office = person(session, "ada"), person(session, "rosa")

    assert own is not None
    assert own.reach == Sight(("XD-INS",))
    assert office is not None
    assert office.reach == Sight()


def test_a_dangerous_role_waits_for_a_second_person_once_there_is_an_administrator(database: Database) -> None:
    a_person(database)
    first = give(database, "ines", Role.ADMINISTRATOR)
    a_person(database, "juan")
    later = give(database, "juan", Role.SUPERVISOR)

    assert not isinstance(first, Problems | Asked)
    assert ("grant-role", "ada", f"needed; {ALONE}") in acts(database)
    assert isinstance(later, Asked)
    assert held(database, "juan") == {Role.INSPECTOR}
    with database.read() as session:
        assert administrators(session, TODAY) == ["ines"]


def test_the_local_operator_needs_nobody_and_the_act_says_so(database: Database) -> None:
    a_person(database, "ada", roles=(Role.ADMINISTRATOR,))
    a_person(database, roles=())

    give(database, "ines", Role.SUPERVISOR, LOCAL, alone=True, reason="heads the unit")

    assert acts(database)[-1] == ("grant-role", LOCAL.name, f"heads the unit; {ALONE}")
    assert Role.SUPERVISOR in held(database, "ines")


def test_holders_of_a_permission_are_those_of_the_agency(database: Database) -> None:
    a_person(database)
    a_person(database, "carla", "XD-CUS", (Role.CUSTOMS_OFFICER,))

    with database.read() as session:
        assert holders(session, Permission.RECORD_REGISTER, "XD-INS", TODAY) == ["ines"]
        assert holders(session, Permission.RECORD_REGISTER, "XD-CUS", TODAY) == []
