"""The start page, search, help and verification, through a signed-in browser, on both engines."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.app.help import TERMS, TOPICS
from precursors.app.search import PAGES
from precursors.app.verification import VERIFY, run_over
from precursors.audit.checkpoint import make_key
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from precursors.db.tables import Fact
from precursors.documents.store import Store
from precursors.jobs.worker import Worker
from precursors.licensing.models import LicenceLine, Operator
from tests.asking import counted, links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.scope.makers import a_licence_line, a_shipment, an_operator, reference
from tests.trade.cells import entered

WITHOUT_A_PAGE = {"APR", "DSC", "FIG", "HZW", "RNK", "SHR", "WMD"}
"""What is told on the page of something else: requests, disclosures, figures, words on hazards, shares, waybills."""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    an_agency(database, "XD-CUS", "customs")
    make_key(tmp_path / "signing.key")
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def test_somebody_not_signed_in_is_sent_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/")

    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@pytest.mark.parametrize("role", list(Role))
def test_the_start_page_of_every_role_says_what_to_do(app: Flask, database: Database, role: Role) -> None:
    page = shown(signed_in_client(app, database, [role]).get("/"))

    assert "Nothing waits for you. Below is what you can do next." in page
    assert ("Shipments of 2026" in page) == (role is not Role.ADMINISTRATOR)
    assert ("Look after people and roles" in page) == (role is Role.ADMINISTRATOR)


def test_what_waits_is_counted_and_leads_to_its_list(app: Flask, client: FlaskClient, database: Database) -> None:
    database.write(lambda session: a_shipment(session, "XD-INS"))
    database.write(lambda session: a_licence_line(session, "XD-INS"))
    database.write(lambda session: a_shipment(session, "XD-CUS", document="D-2"))
    client.post("/uploads/new", data={"kind": "shipments", "agency": "XD-INS", "file": (io.BytesIO(b"a;b\n"), "a.csv")})
    at(app, datetime(2026, 12, 15, 12, tzinfo=NOON.tzinfo))
    late = signed_in_client(app, database)

    page = late.get("/")
    told = shown(page)

    assert "1 Shipments with an unresolved quantity" in told
    assert "1 Licences that end within 30 days" in told
    assert told.index("Late or soon too late") < told.index("What waits for you")
    assert "acetone Import 1 1" in told
    for address in ("/shipments?status=unresolved", "/licences?state=expiring"):
        assert links(page, address)
        assert late.get(address).status_code == 200


def test_the_start_page_asks_as_often_for_many_records(client: FlaskClient, database: Database) -> None:
    client.get("/")
    with counted(database) as few:
        client.get("/")
    for number in range(12):
        database.write(lambda session, n=number: a_shipment(session, "XD-INS", document=f"D-{n}"))
    with counted(database) as many:
        client.get("/")

    assert len(many) == len(few)


def test_a_whole_reference_opens_its_record_at_once(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    shipment = entered(database, tmp_path).ref
    operator = reference(database, Operator, database.write(lambda session: an_operator(session, "XD-INS")))
    licence = reference(database, LicenceLine, database.write(lambda session: a_licence_line(session, "XD-INS")))

    assert client.get(f"/search?q={shipment.lower()}").location == f"/shipments/{shipment}"
    assert client.get(f"/search?q=+{operator}+").location == f"/operators/{operator}"
    assert client.get(f"/search?q={licence}").location == f"/licences/{licence}"


def test_every_reference_people_read_opens_a_page_but_of_what_has_none(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    read = {str(each.prefix) for each in Fact.kinds.values() if each.prefix}

    assert read - PAGES.keys() == WITHOUT_A_PAGE
    assert {page for _, page in PAGES.values()} <= endpoints


def test_a_reference_that_leads_nowhere_says_so_as_any_search_does(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    theirs = entered(database, tmp_path).ref
    stranger = signed_in_client(app, database, [Role.CUSTOMS_OFFICER], "XD-CUS")

    unknown, foreign = client.get("/search?q=SHP-2019-0999999"), stranger.get(f"/search?q={theirs}")

    assert (unknown.status_code, foreign.status_code) == (200, 200)
    assert "SHP-2019-0999999" in unknown.text
    assert not links(foreign, "/shipments/SHP")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("acme", "/operators/"),
        ("2060", "/operators/"),
        ("Acme SA", "/licences/"),
        ("MSCU1234566", "/shipments/SHP"),
        ("D-77", "/shipments/SHP"),
        ("67-64-1", "/substances/acetone"),
        ("эфедрин", "/substances/ephedrine"),
    ],
)
def test_one_box_finds_everything_the_reader_may_see(
    app: Flask, client: FlaskClient, database: Database, asked: str, found: str
) -> None:
    database.write(lambda session: an_operator(session, "XD-INS"))
    database.write(lambda session: a_licence_line(session, "XD-INS"))
    database.write(lambda session: a_shipment(session, "XD-INS", document="D-77"))
    stranger = signed_in_client(app, database, [Role.CUSTOMS_OFFICER], "XD-CUS")

    own, foreign = (each.get(f"/search?q={asked}") for each in (client, stranger))

    assert links(own, found)
    assert found.startswith("/substances") or not links(foreign, found)


def test_a_question_is_shown_inert(client: FlaskClient) -> None:
    page = client.get("/search?q=<script>alert(1)</script>")

    assert "<script>alert(1)" not in page.text
    assert "Nothing was found that you may see." in shown(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_and_glossary_speak_every_language_and_are_open_to_anybody(app: Flask, language: str) -> None:
    client = app.test_client()
    client.set_cookie("language", language)

    pages = [shown(client.get(f"/help/{topic.name}")) for topic in TOPICS]
    pages += [shown(client.get("/help")), shown(client.get("/glossary"))]

    assert not [page for page in pages if "app." in page]
    assert client.get("/glossary").text.count("<dt ") == len(TERMS)
    assert client.get("/help/nothing").status_code == 404


def test_a_verification_is_a_job_and_its_result_is_kept(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    before = shown(client.get("/verification"))
    for _ in range(2):
        assert client.post("/verification").status_code == 303
    waiting = shown(client.get("/verification"))

    worker = Worker(database, {VERIFY: run_over(database, Store(tmp_path / "documents"))})
    ran = [worker.once(), worker.once()]

    assert "No result is kept here yet." in before
    assert "is under way" in waiting
    assert ran == [True, False]
    after = shown(client.get("/verification"))
    assert "Everything holds." in after
    assert "Verify the registry" in shown(client.get("/jobs"))
