"""Tasks whose day has passed: told once to whoever is to do them, in the inbox, by what the worker does when idle."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from precursors.access.permissions import Role
from precursors.app.work import remind_of_tasks
from precursors.db.engine import Database
from tests.asking import shown
from tests.cases.makers import a_case, do, entered
from tests.cases.test_forum import act, ref_in
from tests.people import an_agency, an_app, at, signed_in_client

ROLES = [Role.INSPECTOR, Role.SUPERVISOR]
LATER = datetime(2024, 6, 22, 6, tzinfo=UTC)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    an_agency(database, "XD-POL", "police")
    return made


def told(app: Flask, database: Database, name: str, agency: str = "XD-INS") -> int:
    """How often somebody's inbox tells of a late task."""
    return shown(signed_in_client(app, database, ROLES, agency, name).get("/inbox")).count("2024")


def a_task(app: Flask, database: Database, assignee: str, **case: str) -> str:
    """A case of ines with a task due on 20 June; answers the page of the task."""
    ines = signed_in_client(app, database, ROLES, username="ines")
    signed_in_client(app, database, ROLES, username="otto")
    signed_in_client(app, database, ROLES, username="ana")
    a_case(ines, **case)
    return entered(ines, "case-tasks", file="C-1", line="1", title="ask", assignee=assignee, due="2024-06-20")


@pytest.mark.parametrize(
    ("assignee", "lead", "whom"),
    [
        ("Otto", "ines", {"ines", "otto"}),
        ("the port", "ines", {"ines"}),
        ("the port", "B. Lead", {"ines", "otto", "ana"}),
    ],
)
def test_those_who_should_know_are_told_once(
    app: Flask, database: Database, assignee: str, lead: str, whom: set[str]
) -> None:
    a_task(app, database, assignee, lead=lead)

    before = remind_of_tasks(database, LATER, date(2024, 6, 20))
    times = [remind_of_tasks(database, LATER, date(2024, 6, 21)) for _ in range(3)]

    assert (before, times) == (0, [1, 0, 0])
    assert {name for name in ("ines", "otto", "ana") if told(app, database, name)} == whom


def test_a_task_that_is_done_is_not_told(app: Flask, database: Database) -> None:
    task = a_task(app, database, "otto")
    signed_in_client(app, database, ROLES, username="ines").post(f"{task}/finish", data={"day": "2024-06-10"})

    assert remind_of_tasks(database, LATER, date(2024, 6, 21)) == 0


def test_nobody_outside_a_restricted_case_is_told_of_it(app: Flask, database: Database) -> None:
    a_task(app, database, "otto")
    ines = signed_in_client(app, database, ROLES, username="ines")
    do(ines, ref_in(ines, "/cases", "cases", "CAS"), "restrict", reason="secret")

    assert remind_of_tasks(database, LATER, date(2024, 6, 21)) == 1
    assert {name for name in ("ines", "otto", "ana") if told(app, database, name)} == {"ines"}


def test_the_agency_asked_in_a_forum_is_told_while_the_forum_is_open(app: Flask, database: Database) -> None:
    ines = signed_in_client(app, database, ROLES, username="ines")
    pia = signed_in_client(app, database, ROLES, "XD-POL", "pia")
    do(ines, a_case(ines), "open-forum", topic="Two drums", agencies="XD-POL", purpose="joint", tier="nominal",
       until="2024-06-30")  # fmt: skip
    forum = ref_in(ines, "/forums", "forums", "FRM")
    act(ines, f"/forums/{forum}/ask", what="look", addressee="XD-POL", due="2024-06-12")
    act(ines, f"/forums/{forum}/ask", what="look again", addressee="XD-POL", due="2024-06-13")

    first = remind_of_tasks(database, LATER, date(2024, 6, 13))
    act(ines, f"/forums/{forum}/close", reason="over")
    second = remind_of_tasks(database, LATER, date(2024, 6, 14))

    assert (first, second) == (1, 0)
    assert "Your agency was to answer a task in the forum Two drums by 2024-06-12" in shown(pia.get("/inbox"))
