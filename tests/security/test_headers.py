"""What every answer says to the browser, whatever kind of answer it is, and how the cookies are guarded."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from precursors.db.engine import Database
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client
from tests.scope.matrix import World
from tests.security.conftest import browser
from tests.security.places import address, routes

SAFE = "https://registry.example"
YEAR = 365 * 24 * 60 * 60


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path, csrf=True)
    at(made, NOON)
    made.config["PROPAGATE_EXCEPTIONS"] = False

    @made.get("/broken")
    def _broken() -> str:
        message = "a fault with the secret in it"
        raise RuntimeError(message)

    return made


def policy(answer: TestResponse) -> dict[str, str]:
    """The content security policy by directive."""
    told = (each.strip().partition(" ") for each in answer.headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in told}


def lacks(answer: TestResponse) -> list[str]:
    """Which of the demanded headers an answer lacks."""
    held, headers = policy(answer), answer.headers
    demanded = {
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": headers.get("Referrer-Policy") in {"same-origin", "no-referrer"},
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "frames": held.get("frame-ancestors") == "'none'",
        "base": held.get("base-uri") == "'none'",
        "objects": "'none'" in (held.get("object-src"), held.get("default-src")),
        "scripts": "unsafe" not in str(held) and held.get("default-src") in {"'self'", "'none'"},
        "number": bool(headers.get("X-Request-ID")),
        "no other origin": "Access-Control-Allow-Origin" not in headers,
        "type": answer.status_code in {204, 304} or bool(headers.get("Content-Type")),
        "charset": not answer.mimetype.startswith("text/") or "charset=utf-8" in headers["Content-Type"].lower(),
        "no server": "Werkzeug" not in headers.get("Server", ""),
    }
    return [name for name, there in demanded.items() if not there]


def test_every_address_answers_with_every_header(world: World, allround: FlaskClient) -> None:
    patterns = [*routes("GET"), *routes("GET", api=True)]

    wrong = {}
    for pattern in patterns:
        for client in (allround, world.app.test_client()):
            answer = client.get(address(pattern, world.refs))
            answer.close()
            if found := lacks(answer):
                wrong[pattern] = found

    assert len(patterns) > 40
    assert wrong == {}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404), ("GET", "/sign-out", 405), ("POST", "/sign-in", 400), ("GET", "/broken", 500),
        ("GET", "/api/v1/nowhere", 404), ("TRACE", "/", 405), ("PROPFIND", "/", 405), ("OPTIONS", "/", 200),
        ("HEAD", "/sign-in", 200), ("GET", "/static/nowhere.css", 404), ("GET", "/account", 303),
    ],
)  # fmt: skip
def test_so_does_every_refusal(app: Flask, database: Database, method: str, path: str, status: int) -> None:
    client = app.test_client() if path == "/account" else signed_in_client(app, database)
    if path == "/broken":
        app.view_functions["_broken"].access_demands = "anybody"  # type: ignore[attr-defined] # as @public marks a view

    answer = client.open(path, method=method)

    assert answer.status_code == status
    assert lacks(answer) == []


def test_nothing_that_is_told_to_somebody_is_kept_by_a_browser_or_on_the_way(
    world: World, allround: FlaskClient
) -> None:
    kept = {}
    for pattern in routes("GET"):
        answer = allround.get(address(pattern, world.refs))
        answer.close()
        kept[pattern] = answer.headers.get("Cache-Control", "")

    static = kept.pop("/static/<path:filename>")
    assert {pattern: told for pattern, told in kept.items() if told != "no-store"} == {}
    assert f"max-age={YEAR}" in static


def test_over_https_the_browser_is_told_to_stay_there(app: Flask) -> None:
    safe, plain = (app.test_client().get("/healthz", base_url=base) for base in (SAFE, "http://registry.example"))

    told = safe.headers["Strict-Transport-Security"]
    assert "includeSubDomains" in told
    assert int(told.partition("max-age=")[2].partition(";")[0]) >= YEAR
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize(
    ("base", "name", "secure"), [(SAFE, "__Host-session", True), ("http://localhost", "session", False)]
)
def test_the_cookie_of_a_visit_is_bound_to_this_host(
    database: Database, tmp_path: Path, base: str, name: str, secure: bool
) -> None:
    a_person(database, password=PASSWORD)
    client = an_app(database, tmp_path).test_client()

    answer = client.post("/sign-in", base_url=base, data={"username": "ines", "password": PASSWORD})

    value, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert value.startswith(f"{name}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
    assert ("Secure" in attributes) is secure
    assert not any(each.startswith("Domain") for each in attributes)


def test_a_cookie_another_host_could_have_planted_opens_nothing_over_https(world: World) -> None:
    client = browser(world, SAFE)
    cookie = client.get_cookie("__Host-session", "registry.example")
    assert cookie is not None
    planted = world.app.test_client()
    planted.set_cookie("session", cookie.value, domain="registry.example")

    assert client.get("/account", base_url=SAFE).status_code == 200
    assert planted.get("/account", base_url=SAFE).status_code == 303


def test_no_cookie_is_out_of_reach_of_its_own_purpose(app: Flask) -> None:
    answer = app.test_client().get("/sign-in?language=es", base_url=SAFE)

    (chosen,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("language=")]
    assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(chosen.split("; "))


def test_head_tells_what_get_tells_and_shows_nothing(world: World, allround: FlaskClient) -> None:
    for pattern in ("/", "/shipments", "/shipments/<ref>", "/static/<path:filename>"):
        shown, told = (allround.open(address(pattern, world.refs), method=method) for method in ("GET", "HEAD"))
        shown.close()

        assert (told.status_code, told.data) == (shown.status_code, b"")


def test_a_foreign_page_learns_nothing_by_asking_before_it_sends(world: World, allround: FlaskClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    for pattern in [*routes("POST"), *routes("POST", api=True)]:
        answer = allround.options(address(pattern, world.refs), headers=asked)
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
