"""A record of any page that shows one is put into a case from there, and then tells of the case."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.asking import shown
from tests.cases.makers import a_case
from tests.flags.test_views import a_flag
from tests.people import an_agency, an_app, at, signed_in_client
from tests.scope.makers import GIVER, a_licence_line, an_operator, reference
from tests.scope.matrix import SHAREABLE
from tests.scope.on_disposal import makers

PAGES = {"operator": "/operators/{}", "licence_line": "/licences/{}", "disposal_order": "/disposal/{}"}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2026, 6, 10, 12, tzinfo=UTC))
    an_agency(database, GIVER)
    return made


@pytest.mark.parametrize("kind", PAGES)
def test_a_record_is_added_to_a_case_from_its_own_page(app: Flask, database: Database, kind: str) -> None:
    client = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR], GIVER)
    case = a_case(client)
    made = {
        "operator": lambda session: an_operator(session, GIVER),
        "licence_line": lambda session: a_licence_line(session, GIVER),
        "disposal_order": makers("D-1", GIVER)["disposal_order"],
    }
    ref = reference(database, SHAREABLE[kind], database.write(made[kind]))
    page = PAGES[kind].format(ref)

    offered = re.search(rf'/case-links/new\?record={ref}"', client.get(page).text)
    answer = client.post("/case-links/new", data={"records": ref, "case": case, "role": "subject", "request_key": "k"})

    assert offered
    assert answer.status_code == 303
    assert "C-1 Two drums too many" in shown(client.get(page))
    assert page in client.get(f"/cases/{case}").text


def test_a_case_is_not_offered_to_be_added_to_a_case(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR], GIVER)
    case = a_case(client)

    assert "/case-links/new" not in client.get(f"/cases/{case}").text


def test_a_flag_of_a_case_is_told_by_its_rule_and_its_sentence(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])
    an_agency(database)
    flag, case = a_flag(database, why="expired", valid_to="2025-12-31"), a_case(client)
    client.post(flag_page := f"/flags/{flag}", data={"state": "dismissed", "reason": "a typing slip", "seen": "0"})
    sent = {"records": flag, "case": case, "role": "subject", "request_key": "k"}
    client.post("/case-links/new", data=sent)

    page, timeline = shown(client.get(f"/cases/{case}")), shown(client.get(f"/cases/{case}/timeline"))

    assert "Party without a licence" in page
    assert "had expired on 31 Dec 2025" in timeline
    assert "Dismissed: a typing slip" in timeline
    assert "party-not-licensed" not in timeline
    assert client.get(flag_page).status_code == 200
