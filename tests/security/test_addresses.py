"""No address leads elsewhere, none that is handed out follows what the request says, and none tells what exists."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client
from tests.scope.matrix import FOREIGN, World
from tests.security.places import KINDS, address, routes

ELSEWHERE = (
    "https://evil.example/", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\/evil.example", "\\\\evil.example", "/\t/evil.example", "/\r\n/evil.example", "https:evil.example",
    "http:/evil.example", " //evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example/%2f..",
    "/%09/evil.example/../..", "https://localhost@evil.example", "/\u2028/evil.example", "@evil.example",
)  # fmt: skip
"""Ways to write another host that some browser or library follows."""

POISON = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_host(world: World, allround: FlaskClient, target: str) -> None:
    places = ["/sign-in/done", "/sign-in", "/account", "/"]

    answers = [allround.get(place, query_string={name: target, "language": "es"})
               for place in places for name in ("next", "url", "return_to")]  # fmt: skip
    answers.append(allround.get("/sign-in/done", query_string={"next": target}))

    for answer in answers:
        led = urlsplit(answer.headers.get("Location", "/"))
        assert (led.scheme, led.netloc) == ("", "")
        assert not led.path.startswith(("//", "/\\"))


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_form_to_sign_in_carries_no_way_out(database: Database, tmp_path: Path, target: str) -> None:
    a_person(database, password=PASSWORD)
    app = an_app(database, tmp_path)
    at(app, NOON)
    client = app.test_client()

    entered = client.post("/sign-in", query_string={"next": target}, data={"username": "ines", "password": PASSWORD})
    led = client.get(entered.location).location

    assert not urlsplit(entered.location).netloc
    assert led == "/"


@pytest.fixture
def ada(database: Database, tmp_path: Path) -> FlaskClient:
    """An administrator who may invite, at an installation that knows its own name."""
    app = an_app(database, tmp_path, PRECURSORS_PUBLIC_URL="https://registry.example/base")
    at(app, NOON)
    return signed_in_client(app, database, [Role.ADMINISTRATOR, Role.INSPECTOR], username="ada")


@pytest.mark.parametrize(
    ("path", "typed", "way"),
    [
        ("/people/new", {"username": "otto", "agency": "XD-INS", "roles": ["inspector"]}, "/welcome/"),
        ("/uploads/links", {"operator": "Acme", "kind": "shipments", "days": "7"}, "/hand-in/"),
    ],
)
def test_a_link_that_is_handed_out_begins_as_the_settings_say(
    ada: FlaskClient, path: str, typed: dict[str, object], way: str
) -> None:
    page = html.unescape(ada.post(path, data=typed, headers=POISON | {"Host": "localhost"}).text)

    links = re.findall(rf'https?://[^\s<"]+{way}[\w-]+', page)
    assert len(links) == 1
    assert links[0].startswith(f"https://registry.example/base{way}")


def test_no_page_repeats_the_host_of_the_request(world: World) -> None:
    client = world.app.test_client()
    for pattern in routes("GET"):
        answer = client.get(address(pattern, world.refs), headers=POISON)
        answer.close()
        if not answer.is_streamed:
            assert "evil.example" not in answer.text + str(answer.headers)


def test_without_a_trusted_proxy_nobody_believes_what_is_forwarded(database: Database, tmp_path: Path) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}

    alone = an_app(database, tmp_path).test_client().get("/healthz", headers=forwarded)
    behind = an_app(database, tmp_path, PRECURSORS_TRUSTED_PROXIES="1").test_client().get("/healthz", headers=forwarded)

    assert "Strict-Transport-Security" not in alone.headers
    assert "Strict-Transport-Security" in behind.headers


def test_what_is_foreign_and_what_is_not_there_get_the_same_answer(world: World) -> None:
    client = world.browser(Role.INSPECTOR, FOREIGN, fresh=True)
    never = {"shipment": "SHP-2026-9999999-7", "flag": "FLG-2026-9999999-7", "person": "nobody-at-all"}
    number = re.compile(r'[0-9a-f]{32}|name="csrf_token" value="[^"]*"')

    compared = 0
    for pattern in routes("GET"):
        kind = next((kind for part, kind in KINDS.items() if f"/{part}/<" in pattern), None)
        if kind is None or "link" in pattern:
            continue
        foreign = client.get(address(pattern, world.refs, FOREIGN))
        unknown = client.get(address(pattern, world.refs, name=never.get(kind, "no-such-thing")))
        if foreign.status_code == 403:
            continue  # this role may not open such a page, whatever it is about
        compared += 1
        assert (foreign.status_code, unknown.status_code) == (404, 404), pattern
        assert number.sub("", foreign.text) == number.sub("", unknown.text), pattern

    assert compared > 8


def test_a_token_opens_no_page_and_a_session_opens_no_part_of_the_api(world: World, allround: FlaskClient) -> None:
    shown = allround.post(
        "/tokens", data={"name": "x", "scopes": ["log:read", "shipments:read"], "until": "2026-04-01"}
    )
    found = re.search(r"pcr_[\w-]+", shown.text)
    assert found is not None
    program = world.app.test_client()
    bearer = {"Authorization": f"Bearer {found[0]}"}

    pages = {program.get(page, headers=bearer).status_code for page in ("/", "/shipments", "/acts", "/account")}
    in_query = program.get("/shipments", query_string={"access_token": found[0], "token": found[0]}).status_code
    by_session = {allround.open(address(path, world.refs), method=method).status_code
                  for method in ("GET", "POST", "PUT", "PATCH", "DELETE") for path in routes(method, api=True)
                  if "openapi" not in path}  # fmt: skip

    assert pages == {303}
    assert in_query == 303
    assert by_session <= {401, 404}  # 404: an address whose name is not even of the right shape
