"""What the log and the pages keep to themselves, and what nobody can write into the log."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask

import precursors
from precursors.access.permissions import Role
from precursors.agencies.links import invite
from precursors.agencies.private_models import RecoveryCode, SetUpLink, SignIn, Token, Visit
from precursors.agencies.rules import username_problem
from precursors.db.engine import Database
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client

SECRET = "not a secret in a test"
LINES = ("x\nERROR all is well", "x\r\nroot signed in", "x\x1b[2Jgone", "x\u2028y", "a" * 100_000)
"""Texts that would forge or hide a line."""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    made.config["PROPAGATE_EXCEPTIONS"] = False

    @made.get("/broken/<what>")
    def _broken(what: str) -> str:
        raise RuntimeError(f"a fault about {what} with {SECRET}")

    made.view_functions["_broken"].access_demands = "anybody"  # type: ignore[attr-defined] # as @public marks a view
    return made


@pytest.mark.parametrize("path", ["/broken/it", "/api/v1/nowhere", "/nowhere", "/sign-out"])
def test_an_error_tells_nothing_of_the_inside(app: Flask, path: str) -> None:
    page = app.test_client().get(path).text

    inside = ("Traceback", 'File "', ".py", SECRET, "sqlite", "postgres", "RuntimeError", "Werkzeug")
    assert not [word for word in inside if word in page]


def test_no_debugger_answers(app: Flask) -> None:
    assert app.debug is False
    assert app.test_client().get("/?__debugger__=yes&cmd=resource&f=debugger.js").status_code == 303
    assert app.test_client().get("/console").status_code == 404


@pytest.mark.parametrize("text", LINES)
def test_nobody_writes_a_line_of_the_log(app: Flask, caplog: pytest.LogCaptureFixture, text: str) -> None:
    caplog.set_level(logging.DEBUG, "precursors")
    client = app.test_client()
    odd = {"HTTP_X_REQUEST_ID": text, "HTTP_USER_AGENT": text}

    broken = client.get("/broken/it", environ_overrides=odd)
    entered = client.post("/sign-in", data={"username": text, "password": text}, environ_overrides=odd)

    told = [record.getMessage() for record in caplog.records if record.name.startswith("precursors")]
    assert (broken.status_code, entered.status_code) == (500, 422)
    assert told
    assert not [line for line in told if text in line or set("\r\n\x1b\u2028") & set(line)]


def test_no_secret_of_anybody_comes_into_the_log(
    app: Flask, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    a_person(database, "ada", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    link = database.aside.write(lambda aside: invite(aside, "ada", NOON))
    client = signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada")

    client.get(f"/welcome/{link}")
    client.post(f"/welcome/{link}", data={"password": "nine loud sparrows", "again": "nine loud sparrows"})
    app.test_client().post("/sign-in", data={"username": "ada", "password": "nine loud sparrows"})
    client = signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada")
    shown = client.post("/tokens", data={"name": "x", "scopes": ["log:read"], "until": "2027-01-01"}).text
    with client.session_transaction() as cookie:
        visit = cookie["visit"]
    client.get("/broken/it")

    (token,) = re.findall(r"pcr_[\w-]+", shown)
    assert not [secret for secret in (link, token, visit, "nine loud sparrows") if secret in caplog.text]


def test_what_opens_a_door_is_kept_as_a_hash_or_encrypted(app: Flask, database: Database) -> None:
    a_person(database, "ada", roles=[Role.ADMINISTRATOR], password=PASSWORD)
    link = database.aside.write(lambda aside: invite(aside, "ada", NOON))
    client = signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada")
    shown = client.post("/tokens", data={"name": "x", "scopes": ["log:read"], "until": "2027-01-01"}).text
    codes = re.findall(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", client.post("/account/factors/codes").text)
    with client.session_transaction() as cookie:
        visit = cookie["visit"]

    with database.aside.read() as aside:
        kept = repr([row.__dict__ for model in (SignIn, Visit, Token, SetUpLink, RecoveryCode)
                     for row in aside.query(model)])  # fmt: skip

    (token,) = re.findall(r"pcr_[\w-]+", shown)
    assert codes
    assert "$argon2id$" in kept
    assert not [secret for secret in (PASSWORD, link, token, visit, *codes) if secret in kept]


def test_the_cookie_holds_nothing_of_the_person(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, username="ines")

    with client.session_transaction() as cookie:
        held = dict(cookie)

    assert set(held) == {"visit"}
    assert "ines" not in repr(held)


@pytest.mark.parametrize(
    "name",
    [
        "іnes",
        "ineѕ",
        "ines\u200b",
        "ines\u202e",
        "ｉｎｅｓ",
        "ines\u0301",
        "ines ",
        "INES",
        "ınes",
        "ines\n",
        "ines\x00",
        "..",
        "-ines",
    ],
)
def test_no_name_can_be_mistaken_for_another(name: str) -> None:
    assert username_problem(name) is not None


def test_no_page_repeats_a_password_that_was_typed(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = signed_in_client(app, database, username="ines")
    link = database.aside.write(lambda aside: invite(aside, "ines", NOON))
    wrong = {"username": "ines", "present": "guess one two", "password": "typed one two", "again": "typed two one"}

    pages = [client.post(path, data=wrong).text for path in ("/sign-in", "/account/password", f"/welcome/{link}")]

    assert not [page for page in pages if re.search("typed one two|typed two one|guess one two", page)]
    assert all('type="password"' in page for page in pages)


def test_every_page_for_people_who_signed_in_offers_the_way_out(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    assert all('action="/sign-out"' in client.get(path).text for path in ("/", "/shipments", "/account", "/nowhere"))


def test_nothing_secret_comes_from_a_generator_that_can_be_foretold() -> None:
    package = Path(precursors.__file__).parent
    weak = re.compile(r"^\s*(?:import random\b|from random import|from numpy import random)", re.MULTILINE)

    users = {str(path.relative_to(package)) for path in package.rglob("*.py") if weak.search(path.read_text("utf-8"))}

    assert users == {"db/engine.py"}, "how long a writer waits before it tries again may be foretold, nothing else"
