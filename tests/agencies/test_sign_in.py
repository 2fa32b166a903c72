"""Coming in and going out, as a browser does it, on both engines."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Permission, Role
from precursors.agencies.credentials import Passwords
from precursors.agencies.doors import COOKIE, PASSWORDS
from precursors.agencies.links import invite, reset
from precursors.agencies.people import close
from precursors.agencies.roles import withdraw
from precursors.agencies.rules import FREE
from precursors.agencies.tokens import Made, TokenDraft, add_token, token_of
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client

MINUTE = timedelta(minutes=1)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


def enter(client: FlaskClient, username: str = "ines", password: str = PASSWORD, following: str = "") -> int:
    """Send the form of the sign-in page; the status of the answer."""
    return client.post(f"/sign-in{following}", data={"username": username, "password": password}).status_code


def is_in(client: FlaskClient) -> bool:
    """Whether a page for people who are signed in opens."""
    return client.get("/account").status_code == 200


def test_a_right_password_opens_the_pages(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()

    assert not is_in(client)
    assert enter(client, " INES ") == 303
    assert is_in(client)


def test_somebody_not_signed_in_is_led_to_the_form_and_back_to_the_page_wanted(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()

    led = client.get("/account/factors?x=1")
    entered = client.post(led.location, data={"username": "ines", "password": PASSWORD})
    back = client.get(entered.location)

    assert led.status_code == 303
    assert back.location == "/account/factors?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:x",
        "/\t/evil.example",
    ],
)
def test_the_way_back_never_leads_elsewhere(app: Flask, database: Database, target: str) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    entered = client.post("/sign-in", query_string={"next": target}, data={"username": "ines", "password": PASSWORD})

    location = client.get(entered.location).location

    assert location == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)

    answers = [
        app.test_client().post("/sign-in", data={"username": name, "password": "not the password"})
        for name in ("ines", "nobody")
    ]
    texts = [re.sub(r'value="(ines|nobody|I[\w.-]+)"', "", each.text) for each in answers]

    assert [each.status_code for each in answers] == [422, 422]
    assert texts[0] == texts[1]


def test_an_unknown_name_costs_a_whole_hash_too(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    slow = Passwords(PasswordHasher(time_cost=2, memory_cost=65536, parallelism=1))
    app.extensions[PASSWORDS] = slow
    client = app.test_client()
    enter(client, "nobody", "what is loaded with the first request")

    took = {}
    for name in ("ines", "nobody"):
        began = process_time()
        enter(client, name, "not the password")
        took[name] = process_time() - began

    assert took["nobody"] > 0.5 * took["ines"] - 0.02
    assert slow.hold(None, "") is False


@pytest.mark.parametrize("name", ["ines", "nobody"])
def test_too_many_wrong_answers_make_known_and_unknown_names_wait(app: Flask, database: Database, name: str) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()

    statuses = [enter(client, name, "wrong wrong wrong") for _ in range(FREE["name"] + 1)]
    right_but_early = client.post("/sign-in", data={"username": name, "password": PASSWORD})
    at(app, NOON + MINUTE)

    assert statuses == [422] * FREE["name"] + [429]
    assert right_but_early.status_code == 429
    assert int(right_but_early.headers["Retry-After"]) in range(1, 31)
    assert enter(client, name) == (303 if name == "ines" else 422)


def test_a_wrong_answer_under_a_clock_far_ahead_locks_nobody_out_once_it_is_set_right(
    app: Flask, database: Database
) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    at(app, NOON + timedelta(days=3650))
    enter(client, "ines", "wrong wrong wrong")

    at(app, NOON)

    assert enter(client) == 303


def test_one_address_may_not_try_many_names(app: Flask, database: Database) -> None:
    client = app.test_client()

    statuses = [enter(client, f"name{number}") for number in range(FREE["address"] + 1)]

    assert statuses[-2:] == [422, 429]


def test_signing_in_leaves_nothing_of_the_session_before(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    with client.session_transaction() as planted:
        planted[COOKIE] = "known to the attacker"
        planted["other"] = "planted"

    enter(client)

    with client.session_transaction() as cookie:
        assert cookie[COOKIE] != "known to the attacker"
        assert "other" not in cookie


def test_signing_in_again_ends_the_visit_before(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    enter(client)
    with client.session_transaction() as cookie:
        old = cookie[COOKIE]

    enter(client)
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie[COOKIE] = old

    assert is_in(client)
    assert not is_in(other)


def test_signing_out_makes_a_copied_cookie_worthless(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)
    thief = app.test_client()
    with client.session_transaction() as mine, thief.session_transaction() as copied:
        copied[COOKIE] = mine[COOKIE]

    assert is_in(thief)
    client.post("/sign-out")

    assert not is_in(client)
    assert not is_in(thief)


def test_a_visit_ends_when_nothing_is_asked_for_half_an_hour(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    at(app, NOON + 29 * MINUTE)
    assert is_in(client)
    at(app, NOON + 58 * MINUTE)
    assert is_in(client)
    at(app, NOON + 89 * MINUTE)
    assert not is_in(client)


def test_a_visit_ends_after_twelve_hours_of_work(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    for each in range(0, 721, 20):
        at(app, NOON + each * MINUTE)
        assert is_in(client)
    at(app, NOON + 721 * MINUTE)

    assert not is_in(client)


def test_whoever_has_left_is_out_at_once(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, username="ines")

    database.write(lambda session: close(session, LOCAL, "ines", "left the agency"))

    assert not is_in(client)


def test_a_role_taken_back_is_gone_at_the_next_click(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada")
    before = client.get("/people").status_code

    database.write(lambda session: withdraw(session, LOCAL, "ada", "administrator", "moved on"))

    assert (before, client.get("/people").status_code) == (200, 403)


def test_forms_without_their_token_are_refused(database: Database, tmp_path: Path) -> None:
    a_person(database, password=PASSWORD)
    client = an_app(database, tmp_path, csrf=True).test_client()

    refused = enter(client)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    taken = client.post("/sign-in", data={"username": "ines", "password": PASSWORD, "csrf_token": token[1]})

    assert (refused, taken.status_code) == (400, 303)


def test_the_cookie_keeps_to_its_own_site_and_out_of_scripts(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)

    answer = app.test_client().post(
        "/sign-in", base_url="https://registry.example", data={"username": "ines", "password": PASSWORD}
    )

    assert {"HttpOnly", "SameSite=Strict", "Secure"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_without_anybody_the_page_says_how_to_begin(app: Flask, database: Database) -> None:
    empty = app.test_client().get("/sign-in").text
    a_person(database)

    assert "precursors users add" in empty
    assert "precursors users add" not in app.test_client().get("/sign-in").text


def test_a_link_sets_a_password_once(app: Flask, database: Database) -> None:
    a_person(database)
    link = "/welcome/" + database.aside.write(lambda aside: invite(aside, "ines", NOON))
    client = app.test_client()
    both = {"password": PASSWORD, "again": PASSWORD}

    opened = [client.get(link).status_code for _ in range(2)]
    statuses = [client.post(link, data=both).status_code for _ in range(2)]

    assert opened == [200, 200]
    assert statuses == [303, 410]
    assert enter(client) == 303


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (PASSWORD, "something else"), ("administrator", "administrator")]
)
def test_a_password_that_is_refused_does_not_use_the_link_up(
    app: Flask, database: Database, password: str, again: str
) -> None:
    a_person(database)
    link = "/welcome/" + database.aside.write(lambda aside: invite(aside, "ines", NOON))
    client = app.test_client()

    assert client.post(link, data={"password": password, "again": again}).status_code == 422
    assert client.post(link, data={"password": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_link_ends_after_a_day_and_when_a_newer_one_is_made(app: Flask, database: Database) -> None:
    a_person(database)
    first, second = (database.aside.write(lambda aside: invite(aside, "ines", NOON)) for _ in range(2))
    client = app.test_client()

    replaced = client.get(f"/welcome/{first}").status_code
    at(app, NOON + timedelta(hours=24, seconds=1))

    assert (replaced, client.get(f"/welcome/{second}").status_code) == (410, 410)


def test_a_reset_ends_visits_and_voids_the_password(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    enter(client)

    database.aside.write(lambda aside: reset(aside, "ines", NOON, factors=False))

    assert not is_in(client)
    assert enter(client) == 422


def test_a_token_outlives_a_lost_password_but_not_a_lost_factor(database: Database) -> None:
    a_person(database)
    draft = TokenDraft("ines", "returns", ["shipments:read"], NOON.date())
    may = frozenset({Permission.READ_SHIPMENTS})
    made = database.aside.write(lambda aside: add_token(aside, draft, may, NOON.date()))
    assert isinstance(made, Made)

    left = []
    for factors in (False, True):
        database.aside.write(lambda aside, all_=factors: reset(aside, "ines", NOON, factors=all_))
        with database.aside.read() as aside:
            left.append(token_of(aside, made.text, NOON.date()) is not None)

    assert left == [True, False]


def test_a_new_password_needs_the_old_one_and_ends_other_visits(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    here, elsewhere = app.test_client(), app.test_client()
    enter(here)
    enter(elsewhere)
    new = {"password": "nine loud sparrows", "again": "nine loud sparrows"}

    wrong = here.post("/account/password", data=new | {"present": "a guess a guess"}).status_code
    right = here.post("/account/password", data=new | {"present": PASSWORD}).status_code

    assert (wrong, right) == (422, 303)
    assert is_in(here)
    assert not is_in(elsewhere)
    assert enter(elsewhere, password="nine loud sparrows") == 303
