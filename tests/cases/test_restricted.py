"""A case that is for those alone who work on it: for the rest of the agency it does not exist, anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.audit.verify import verify
from precursors.cases.confining import closed_to
from precursors.cases.evidence_models import Disclosure
from precursors.cases.service import case_key
from precursors.db.engine import Database
from tests.asking import links, shown
from tests.cases.makers import CASE, a_case, a_report, do, entered
from tests.cases.test_evidence import GIVEN
from tests.conftest import Filling
from tests.people import an_agency, an_app, at, signed_in_client

ROLES = [Role.INSPECTOR, Role.SUPERVISOR]


Restricted: TypeAlias = tuple[str, str, str]
"""The reference of a restricted case, that of a record in it, and the page of a task of it."""


def an_app_then(database: Database, home: Path) -> Flask:
    made = an_app(database, home)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    return made


def a_restricted_case(database: Database, home: Path) -> Restricted:
    """A case with a record and a late task, restricted by its lead."""
    app = an_app_then(database, home)
    an_agency(database, "XD-POL", "police")
    lead, _ = (signed_in_client(app, database, ROLES, username=name) for name in ("ines", "otto"))
    case, report = a_case(lead), a_report(lead)
    do(lead, case, "link", records=report, role="evidence")
    task = entered(lead, "case-tasks", file="C-1", line="1", title="tap the phone", assignee="ines", due="2024-06-09")
    do(lead, case, "restrict", reason="a colleague is concerned")
    return case, report, task


@pytest.fixture
def beginning() -> Filling:
    return a_restricted_case


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return an_app_then(database, tmp_path)


@pytest.fixture
def lead(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, ROLES, username="ines")


@pytest.fixture
def other(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, ROLES, username="otto")


def test_nobody_else_of_the_agency_finds_anything_of_it(
    lead: FlaskClient, other: FlaskClient, told: Restricted
) -> None:
    case, report, task = told

    pages = (f"/cases/{case}", f"/cases/{case}/timeline", task, f"/cases/{case}/link", f"/shares/new?record={case}")
    assert [lead.get(page).status_code for page in pages[:4]] == [200] * 4
    assert [other.get(page).status_code for page in pages[:4]] == [404] * 4
    for page in ("/cases", "/case-tasks", "/search?q=drums", f"/incident-reports/{report}", "/case-links/new?record=x"):
        assert "C-1" in shown(lead.get(page)), page
        assert "C-1" not in shown(other.get(page)), page
    assert "Tasks of cases past their day" in shown(lead.get("/"))
    assert "Tasks of cases past their day" not in shown(other.get("/"))
    assert "a colleague is concerned" in shown(lead.get(f"/cases/{case}"))


def test_nothing_of_it_goes_into_another_case_not_even_by_its_lead(lead: FlaskClient, told: Restricted) -> None:
    case, report, task = told
    open_case = a_case(lead, number="C-3", title="Open")

    for ref in (case, task.rsplit("/", 1)[1]):
        said = shown(lead.post(f"/cases/{open_case}/link", data={"records": ref, "role": "evidence"}), 422)
        assert f"{ref} belongs to a restricted case: it goes into no other." in said
    do(lead, open_case, "link", records=report, role="evidence")


def test_nobody_else_does_anything_with_it(
    lead: FlaskClient, other: FlaskClient, database: Database, told: Restricted
) -> None:
    case, _, _ = told
    mine = a_case(other, number="C-2", title="Mine", lead="otto")

    assert other.post(f"/cases/{case}/note", data={"text": "x"}).status_code == 404
    assert other.post(f"/cases/{case}/open-up", data={"reason": "x"}).status_code == 404
    shared = other.post(
        "/shares/new", data={"record": case, "receiver": "XD-POL", "purpose": "x", "until": "2030-01-01"}
    )
    himself = other.post("/case-members/new", data={"file": "C-1", "person": "otto", "role": "analyst"})
    again = other.post("/cases/new", data=CASE | {"title": "guessed"})

    assert case in do(other, mine, "link", 422, records=case, role="related")
    assert shared.status_code == 422
    assert "open the case first" in shown(himself, 422)
    assert "The number C-1 is taken" in shown(again, 422)
    assert "Two drums" not in shown(again, 422)
    with database.read() as session:
        key = case_key("XD-INS", "C-1")
        assert [closed_to(session, {key}, who) for who in ("ines", "otto", None)] == [set(), {key}, {key}]
        assert verify(session).broken is None


def test_the_log_tells_why_only_to_those_who_work_on_it(
    app: Flask, lead: FlaskClient, other: FlaskClient, database: Database, told: Restricted
) -> None:
    case, report, task = told
    do(lead, case, "investigate", day="2024-06-10")
    lead.post(f"{task}/cancel", data={"day": "2024-06-10", "reason": "why cancelled"})
    do(lead, case, "unlink", record=report, reason="why taken out")
    do(lead, case, "link", records=report, role="evidence", note="why linked")
    do(lead, case, "keep", authority="Court", ground="why kept")
    do(lead, case, "share-records", agencies="XD-POL", purpose="why shown", tier="nominal", until="2024-07-01")
    do(lead, case, "end-sharing", reason="why ended")
    police = signed_in_client(app, database, ROLES, "XD-POL")
    reasons = {"a colleague is concerned", "why cancelled", "why taken out", "why linked", "why kept", "why shown",
               "why ended"}  # fmt: skip

    def shows(client: FlaskClient) -> set[str]:
        page = shown(client.get("/acts"))
        assert "Case: restricted to those who work on it" in page
        return {each for each in reasons if each in page}

    assert shows(lead) == reasons
    assert shows(other) == shows(police) == set()


def test_whoever_is_named_sees_it_until_they_are_taken_off(
    lead: FlaskClient, other: FlaskClient, told: Restricted
) -> None:
    case, _, _ = told

    member = entered(lead, "case-members", file="C-1", person=" Otto ", role="analyst")
    seen = other.get(f"/cases/{case}").status_code
    lead.post(f"{member}/remove", data={"reason": "moved"})

    assert seen == 200
    assert other.get(f"/cases/{case}").status_code == 404


def test_an_auditor_sees_it_and_changes_nothing(
    app: Flask, lead: FlaskClient, database: Database, told: Restricted
) -> None:
    case, _, _ = told
    auditor = signed_in_client(app, database, [Role.AUDITOR], username="audi")

    assert auditor.get(f"/cases/{case}").status_code == 200
    assert "Case: restricted to those who work on it" in shown(auditor.get(f"/cases/{case}/timeline"))
    assert auditor.post(f"/cases/{case}/note", data={"text": "x"}).status_code == 403


def test_only_those_who_work_on_it_restrict_it_and_it_is_opened_again(lead: FlaskClient, other: FlaskClient) -> None:
    case = a_case(lead, number="C-4")

    before = shown(lead.get(f"/cases/{case}"))
    stranger = do(other, case, "restrict", 422, reason="x")
    do(lead, case, "restrict", reason="secret")
    page = shown(lead.get(f"/cases/{case}"))
    twice = do(lead, case, "restrict", 422, reason="x")
    do(lead, case, "open-up", reason="over")

    assert "only they restrict it" in stranger
    assert "restricted already" in twice
    assert "Restrict to those" in before
    assert "Open to the agency again" not in before
    assert "Open to the agency again" in page
    assert other.get(f"/cases/{case}").status_code == 200
    assert "not restricted" in do(lead, case, "open-up", 422, reason="x")


def test_a_forum_of_it_is_for_those_who_work_on_it_and_for_those_invited(
    app: Flask, lead: FlaskClient, other: FlaskClient, database: Database, told: Restricted
) -> None:
    case, _, _ = told
    do(
        lead,
        case,
        "open-forum",
        topic="Two drums",
        agencies="XD-POL",
        purpose="joint",
        tier="nominal",
        until="2024-07-01",
    )
    police = signed_in_client(app, database, ROLES, "XD-POL")
    forum = lead.get("/forums").text.partition("/forums/FRM-")[2].partition('"')[0]
    said = lead.post(f"/forums/FRM-{forum}/say", data={"text": "the drums are here"})

    assert said.status_code == 303
    for client, sees in ((lead, True), (police, True), (other, False)):
        assert (client.get(f"/forums/FRM-{forum}").status_code == 200) is sees
        assert ("the drums are here" in shown(client.get("/forum-notes"))) is sees


def test_holds_shares_and_flags_tell_nobody_else_of_it(
    lead: FlaskClient, other: FlaskClient, database: Database, told: Restricted
) -> None:
    case, report, _ = told
    do(lead, case, "keep-secret", authority="Court of First Instance", ground="the case itself")
    do(lead, case, "keep", authority="Court", ground="why kept")
    flag = lead.post(f"/cases/{case}/flag", data={"reason": "odd"})

    assert "write what you found into the case" in shown(flag, 422)
    assert f"/cases/{case}/flag" not in lead.get(f"/cases/{case}").text
    seen, hidden = shown(lead.get("/holds")), shown(other.get("/holds"))
    assert case in seen
    assert "C-1" in seen
    assert case not in hidden
    assert "C-1" not in hidden
    assert report in hidden  # that it is held, everybody has to know
    assert "known only to those who work on a restricted case" in hidden
    holds = links(lead.get("/holds"), "/holds/HLD")
    answers = [other.get(each) for each in holds]
    assert sorted(each.status_code for each in answers) == [200, 404]
    assert not [each for each in answers if "why kept" in each.text or "the case itself" in each.text]
    api = other.get("/api/v1/holds")
    assert "why kept" not in api.text


def test_a_share_from_it_is_told_without_its_purpose(lead: FlaskClient, other: FlaskClient, told: Restricted) -> None:
    case, report, _ = told
    do(lead, case, "share-records", agencies="XD-POL", purpose="why shown", tier="nominal", until="2024-07-01")

    mine, theirs = shown(lead.get("/shares")), shown(other.get("/shares"))

    assert "C-1: why shown" in mine
    assert report in theirs
    assert "C-1" not in theirs
    assert "why shown" not in theirs


def test_its_documents_are_fetched_by_those_alone_who_work_on_it(
    app: Flask, lead: FlaskClient, other: FlaskClient, database: Database, told: Restricted
) -> None:
    make_key(app.extensions["here"].settings.signing_key_file)
    case, _, task = told
    laid = [a_document(lead, page, name) for page, name in ((f"/cases/{case}", "statement"), (task, "warrant"))]
    do(lead, case, "disclose", **GIVEN)
    with database.read() as session:
        package = session.execute(select(Disclosure.sha256)).scalar_one().hex()
    mine = a_case(other, number="C-2", title="Mine", lead="otto")
    auditor = signed_in_client(app, database, [Role.AUDITOR], username="audi")

    for digest in (*laid, package):
        answers = [each.get(f"/documents/{digest}").status_code for each in (lead, other, auditor)]
        assert answers == [200, 404, 200]
        assert digest in do(other, mine, "link", 422, records=digest, role="evidence")
    a_document(other, f"/cases/{mine}", "statement")  # the same bytes, found by somebody else
    assert other.get(f"/documents/{laid[0]}").status_code == 200
    do(lead, case, "open-up", reason="over")
    assert {other.get(f"/documents/{digest}").status_code for digest in (*laid, package)} == {200}


def a_document(client: FlaskClient, page: str, name: str) -> str:
    """A file laid to the record of a page; its SHA-256."""
    octets = f"%PDF-{name}".encode()
    assert client.post(f"{page}/documents", data={"file": (BytesIO(octets), f"{name}.pdf")}).status_code == 303
    return sha256(octets).hexdigest()
