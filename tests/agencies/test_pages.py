"""Every page of this room opens for whom it is made, changes what it says, and hides what is not theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.agencies.notices import News, tell, unread
from precursors.agencies.people import person, roles_of
from precursors.agencies.private_models import SignIn
from precursors.agencies.service import by_code
from precursors.agencies.tokens import PREFIX
from precursors.audit.models import Act
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from tests.people import NOON, a_person, an_agency, an_app, at, signed_in_client

TODAY = NOON.date()


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def ada(app: Flask, database: Database) -> FlaskClient:
    """A browser of the administrator of XD-INS."""
    return signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada")


@pytest.mark.parametrize(
    "path",
    ["/account", "/account/password", "/account/factors", "/tokens", "/people", "/people/new", "/people/ada",
     "/agencies", "/agencies/new", "/inbox"],
)  # fmt: skip
def test_every_page_opens_in_every_language(ada: FlaskClient, path: str) -> None:
    for language in LANGUAGES:
        page = ada.get(path, headers={"Accept-Language": language})

        assert page.status_code == 200
        assert f'lang="{language}"' in page.text
        assert "agencies." not in re.sub(r'(href|action|src)="[^"]*"', "", page.text)


@pytest.mark.parametrize("path", ["/people", "/people/new", "/people/ada", "/agencies/new"])
def test_pages_of_administrators_are_closed_to_others(app: Flask, database: Database, path: str) -> None:
    assert signed_in_client(app, database).get(path).status_code == 403
    assert app.test_client().get(path).status_code == 303


def test_a_person_is_added_and_comes_in_by_the_link_shown_once(
    app: Flask, ada: FlaskClient, database: Database
) -> None:
    typed = {"username": "juan", "name": "Juan Vélez", "agency": "XD-INS", "roles": ["inspector", "auditor"]}

    page = ada.post("/people/new", data=typed).text
    link = re.search(r"http://localhost(/welcome/[\w-]+)", page)

    assert link is not None
    assert app.test_client().get(link[1]).status_code == 200
    assert link[1] not in ada.get("/people/juan").text
    assert "Juan Vélez" in ada.get("/people").text
    with database.read() as session:
        assert roles_of(session, "juan", TODAY) == {Role.INSPECTOR, Role.AUDITOR}


def test_a_form_that_is_wrong_keeps_what_was_typed(ada: FlaskClient) -> None:
    page = ada.post("/people/new", data={"username": "Juán!", "name": "Juan", "agency": "XD-INS", "roles": ["auditor"]})

    assert page.status_code == 422
    assert 'href="#username"' in page.text
    assert "juán!" in page.text.lower()
    assert re.search(r'value="auditor"[^>]*checked', page.text)


def test_a_person_beyond_reach_does_not_exist(app: Flask, ada: FlaskClient, database: Database) -> None:
    a_person(database, "carla", "XD-CUS", (Role.CUSTOMS_OFFICER,))

    assert "carla" not in ada.get("/people").text
    assert ada.get("/people/carla").status_code == 404
    for verb in ("roles", "roles/customs-officer/withdraw", "reset", "close"):
        answer = ada.post(f"/people/carla/{verb}", data={"reason": "x", "role": "auditor"})
        assert answer.status_code == 404
    with database.read() as session:
        assert roles_of(session, "carla", TODAY) == {Role.CUSTOMS_OFFICER}


def test_roles_are_given_and_taken_with_a_reason(ada: FlaskClient, database: Database) -> None:
    a_person(database)

    ada.post("/people/ines/roles", data={"role": "auditor", "until": "2027-01-31", "reason": "year end"})
    bare = ada.post("/people/ines/roles/inspector/withdraw", data={"reason": ""}).status_code
    ada.post("/people/ines/roles/inspector/withdraw", data={"reason": "moved"})

    assert bare == 422
    with database.read() as session:
        assert roles_of(session, "ines", TODAY) == {Role.AUDITOR}


def test_a_dangerous_role_is_agreed_to_in_another_inbox(app: Flask, ada: FlaskClient, database: Database) -> None:
    a_person(database)
    eva = signed_in_client(app, database, [Role.ADMINISTRATOR], username="eva")
    ada.post("/people/ines/roles", data={"role": "supervisor", "reason": "heads the unit"})
    number = re.search(r"/inbox/approvals/([\w-]+)", eva.get("/inbox").text)
    assert number is not None

    own = ada.post(f"/inbox/approvals/{number[1]}", data={"verdict": "approved"}).status_code
    other = eva.post(f"/inbox/approvals/{number[1]}", data={"verdict": "approved"}).status_code

    assert (own, other) == (422, 303)
    assert "/inbox/approvals" not in eva.get("/inbox").text
    with database.read() as session:
        assert Role.SUPERVISOR in roles_of(session, "ines", TODAY)


def test_closing_somebody_erases_how_they_signed_in(ada: FlaskClient, database: Database) -> None:
    a_person(database, password="seven quiet herons")

    ada.post("/people/ines/close", data={"reason": "left"})

    with database.aside.read() as aside:
        known = aside.get_one(SignIn, "ines")
    with database.read() as session:
        assert person(session, "ines") is None
    assert (known.password, known.email, known.secret) == (None, None, None)


def test_only_the_registry_office_adds_agencies(app: Flask, ada: FlaskClient, database: Database) -> None:
    an_agency(database, "XD-REG", "administrator")
    rosa = signed_in_client(app, database, [Role.ADMINISTRATOR], "XD-REG", "rosa")
    typed = {"code": "XD-POL", "name": "Police", "kind": "police", "country": "xd", "convention": "none"}

    statuses = [each.post("/agencies/new", data=typed).status_code for each in (ada, rosa, rosa)]

    assert statuses == [403, 303, 422]
    with database.read() as session:
        assert by_code(session, "XD-POL") is not None


def test_what_people_change_about_themselves_is_kept(ada: FlaskClient) -> None:
    ada.post("/account", data={"name": "Ada Núñez", "email": "ada@example.org", "tongue": "pt"})
    page = ada.get("/account", headers={"Accept-Language": "en"}).text

    assert 'lang="pt"' in page
    assert "Ada Núñez" in page
    assert ada.post("/account", data={"name": " ", "email": "no address"}).status_code == 422


def test_a_token_opens_the_api_alone_with_no_more_than_it_says(
    app: Flask, ada: FlaskClient, database: Database
) -> None:
    @app.get("/api/probe")
    def _probe() -> str:
        return "never: it demands nothing"

    shown = ada.post("/tokens", data={"name": "export", "scopes": ["log:read"], "until": "2027-01-01"}).text
    token = re.search(rf"{PREFIX}[\w-]+", shown)
    assert token is not None
    header = {"Authorization": f"Bearer {token[0]}"}
    program = app.test_client()

    assert token[0] not in ada.get("/tokens").text
    assert program.get("/api/probe", headers=header).status_code == 403
    assert program.get("/api/probe").status_code == 401
    assert program.get("/account", headers=header).status_code == 303
    assert ada.get("/api/probe").status_code == 401


@pytest.mark.parametrize(
    "changes",
    [{"scopes": ["shipments:read"]}, {"scopes": []}, {"until": "2026-11-19"}, {"until": "2028-01-01"}, {"name": ""}],
)
def test_a_token_beyond_its_owner_or_without_end_is_refused(ada: FlaskClient, changes: dict[str, object]) -> None:
    typed = {"name": "export", "scopes": ["log:read"], "until": "2027-01-01"} | changes

    assert ada.post("/tokens", data=typed).status_code == 422


def test_a_token_ends_by_its_day_and_by_being_withdrawn(app: Flask, ada: FlaskClient) -> None:
    @app.get("/api/probe")
    def _probe() -> str:
        return "never: it demands nothing"

    made = [
        re.search(rf"{PREFIX}[\w-]+", ada.post("/tokens", data={"name": n, "scopes": ["log:read"], "until": day}).text)
        for n, day in (("one", "2027-01-01"), ("two", "2026-11-20"))
    ]
    headers = [{"Authorization": f"Bearer {each[0]}"} for each in made if each]
    program = app.test_client()

    before = [program.get("/api/probe", headers=each).status_code for each in headers]
    ada.post("/tokens/1/withdraw")
    at(app, NOON + timedelta(days=1))
    after = [program.get("/api/probe", headers=each).status_code for each in headers]

    assert (before, after) == ([403, 403], [401, 401])


def test_notices_wait_until_they_are_seen_and_are_taken_away(ada: FlaskClient, database: Database) -> None:
    news = News("agencies.asked", {"who": "<script>x</script>"}, "/people")
    database.aside.write(lambda aside: tell(aside, ["ada", "nobody", "ada"], news, NOON))
    page = ada.get("/inbox").text

    ada.post("/inbox/read")
    with database.aside.read() as aside:
        left = unread(aside, "ada")
    ada.post("/inbox/1/take-away")

    assert "<script>x" not in page
    assert 'href="/people"' in page
    assert left == 0
    assert "take-away" not in ada.get("/inbox").text


def test_a_reset_stands_in_the_log_and_in_the_inbox_of_whom_it_concerns(
    app: Flask, ada: FlaskClient, database: Database
) -> None:
    a_person(database)

    answer = ada.post("/people/ines/reset", data={"factors": "yes"})

    with database.read() as session:
        act = session.execute(select(Act).order_by(Act.id.desc()).limit(1)).scalar_one()
    assert (act.kind, act.actor, act.reason) == ("reset-sign-in", "ada", "ines, with second factors")
    assert "/welcome/" in answer.text
    assert "ada" in signed_in_client(app, database, username="ines").get("/inbox").text


def test_nobody_takes_the_second_factor_of_a_strong_role_away_alone(
    app: Flask, ada: FlaskClient, database: Database
) -> None:
    a_person(database, "sara", roles=(Role.SUPERVISOR,), password="seven quiet herons")

    refused = ada.post("/people/sara/reset", data={"factors": "yes"})
    allowed = ada.post("/people/sara/reset", data={})

    assert refused.status_code == 422
    assert "/welcome/" not in refused.text
    assert "/welcome/" in allowed.text


def test_nobody_takes_the_place_of_somebody_who_has_no_second_factor_yet(
    app: Flask, ada: FlaskClient, database: Database
) -> None:
    a_person(database, "sara", roles=(Role.SUPERVISOR,), password="seven quiet herons")
    app.test_client().post("/sign-in", data={"username": "sara", "password": "seven quiet herons"})

    refused = ada.post("/people/sara/reset", data={})

    assert refused.status_code == 422
    assert "/welcome/" not in refused.text
    assert "precursors users reset" in refused.text
