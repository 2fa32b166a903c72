"""Second factors as a browser meets them: app, recovery codes, passkeys; on both engines."""

from __future__ import annotations

import html
import re
from base64 import b32decode
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.agencies import totp
from precursors.agencies.rules import FREE
from precursors.db.engine import Database
from tests.agencies.soft_key import SoftKey
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client

STEP = timedelta(seconds=totp.STEP)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


def code(secret: bytes, now: datetime) -> str:
    """What the app shows at this moment."""
    return totp.code_of(secret, int(now.timestamp()) // totp.STEP)


def with_app(app: Flask, database: Database, roles: tuple[Role, ...] = (Role.INSPECTOR,)) -> tuple[bytes, list[str]]:
    """Set an app up as `ines`, at noon; its secret and the recovery codes."""
    a_person(database, roles=roles, password=PASSWORD)
    client = by_password(app)
    client.post("/account/factors/app/new")
    shown = re.search(r"<code[^>]*>([A-Z2-7 ]{32,})</code>", client.get("/account/factors/app").text)
    assert shown is not None
    plain = shown[1].replace(" ", "")
    secret = b32decode(plain + "=" * (-len(plain) % 8))
    kept = client.post("/account/factors/app", data={"code": code(secret, NOON)})
    return secret, re.findall(r"<code[^>]*>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</code>", kept.text)


def by_password(app: Flask) -> FlaskClient:
    """A browser past the password of `ines`."""
    client = app.test_client()
    client.post("/sign-in", data={"username": "ines", "password": PASSWORD})
    return client


def is_in(client: FlaskClient) -> bool:
    """Whether a page for people who are signed in opens."""
    return client.get("/account").status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(app: Flask, database: Database) -> None:
    secret, _ = with_app(app, database)
    at(app, NOON + STEP)
    client = by_password(app)

    half = is_in(client)
    entered = client.post("/sign-in/second", data={"code": code(secret, NOON + STEP)})

    assert not half
    assert entered.status_code == 303
    assert is_in(client)


def test_the_picture_for_the_app_can_grow_without_being_cut(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)
    client.post("/account/factors/app/new")

    page = client.get("/account/factors/app").text

    assert re.search(r'<svg viewBox="0 0 \d+ \d+"', page)
    assert "otpauth" not in page


def test_a_code_is_taken_once(app: Flask, database: Database) -> None:
    secret, _ = with_app(app, database)
    at(app, NOON + STEP)
    same = {"code": code(secret, NOON + STEP)}

    statuses = [by_password(app).post("/sign-in/second", data=same).status_code for _ in range(2)]

    assert statuses == [303, 422]


def test_codes_cannot_be_guessed_without_end_by_whoever_knows_the_password(app: Flask, database: Database) -> None:
    with_app(app, database)
    client = by_password(app)

    statuses = [client.post("/sign-in/second", data={"code": "000000"}).status_code for _ in range(FREE["name"])]
    again = app.test_client().post("/sign-in", data={"username": "ines", "password": PASSWORD}).status_code

    assert statuses[-1] == 429
    assert again == 429


def test_a_recovery_code_lets_in_once(app: Flask, database: Database) -> None:
    _, codes = with_app(app, database)
    first = {"code": codes[0].lower().replace("-", " ")}

    statuses = [by_password(app).post("/sign-in/second", data=first).status_code for _ in range(2)]

    assert len(set(codes)) == 10
    assert statuses == [303, 422]


def test_half_way_lasts_five_minutes(app: Flask, database: Database) -> None:
    secret, _ = with_app(app, database)
    client = by_password(app)
    late = NOON + timedelta(minutes=6)
    at(app, late)

    assert client.post("/sign-in/second", data={"code": code(secret, late)}).status_code == 422
    assert not is_in(client)


def test_a_visit_without_the_factor_ends_when_one_is_set_up(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    before = by_password(app)

    with_app(app, database)

    assert not is_in(before)


SAID = '<a class="govuk-link" href="/account/factors">One of your roles counts only with a second factor.'


def test_a_strong_role_counts_only_with_a_factor_and_leads_to_setting_one_up(app: Flask, database: Database) -> None:
    a_person(database, roles=(Role.INSPECTOR, Role.ADMINISTRATOR), password=PASSWORD)
    client = by_password(app)

    led = client.get("/sign-in/done").location
    refused = client.get("/people")
    told = [SAID in page.text for page in (client.get("/"), refused, client.get("/account/factors"))]
    secret, _ = with_app(app, database)
    at(app, NOON + STEP)
    strong = by_password(app)
    strong.post("/sign-in/second", data={"code": code(secret, NOON + STEP)})

    assert (led, refused.status_code) == ("/account/factors", 403)
    assert told == [True, True, False]
    assert strong.get("/people").status_code == 200
    assert SAID not in strong.get("/").text


def options(page: str) -> str:
    """What the page hands to the browser's passkeys."""
    found = re.search(r'data-options="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def with_passkey(client: FlaskClient, key: SoftKey) -> bool:
    """Add a passkey to whoever is signed in; whether it was kept."""
    asked = options(client.post("/account/factors/passkey").text)
    client.post("/account/factors/passkey/answer", data={"credential": key.make(asked), "name": "grey telephone"})
    return "grey telephone" in client.get("/account/factors").text


def by_passkey(app: Flask, key: SoftKey) -> FlaskClient:
    """A browser that tried to come in by passkey alone."""
    client = app.test_client()
    asked = options(client.post("/sign-in/passkey").text)
    client.post("/sign-in/passkey/answer", data={"credential": key.sign(asked)})
    return client


def test_a_passkey_alone_opens_the_pages_with_strong_roles(app: Flask, database: Database) -> None:
    client, key = signed_in_client(app, database, [Role.ADMINISTRATOR], username="ada"), SoftKey()

    assert with_passkey(client, key)
    assert by_passkey(app, key).get("/people").status_code == 200
    assert by_passkey(app, key).get("/people").status_code == 200


def test_a_passkey_of_another_site_or_without_its_owner_is_refused(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database, username="ines")

    assert not with_passkey(client, SoftKey(origin="https://evil.example"))
    assert not with_passkey(client, SoftKey(verified=False))


def test_an_answer_of_a_passkey_is_taken_once_and_an_unknown_one_never(app: Flask, database: Database) -> None:
    key = SoftKey()
    with_passkey(signed_in_client(app, database, username="ines"), key)
    client = app.test_client()
    answer = {"credential": key.sign(options(client.post("/sign-in/passkey").text))}

    first = client.post("/sign-in/passkey/answer", data=answer).status_code
    again = app.test_client().post("/sign-in/passkey/answer", data=answer).status_code

    assert (first, again) == (303, 422)
    assert not is_in(by_passkey(app, SoftKey()))


@pytest.mark.parametrize("answer", ["", "{", "[]", '{"id": "AA"}', "null", '{"id":1,"rawId":1,"response":1,"type":1}'])
def test_nonsense_instead_of_a_passkey_is_told_so(app: Flask, database: Database, answer: str) -> None:
    client = app.test_client()
    client.post("/sign-in/passkey")

    assert client.post("/sign-in/passkey/answer", data={"credential": answer}).status_code == 422


def test_a_copied_passkey_is_noticed(app: Flask, database: Database) -> None:
    key = SoftKey()
    with_passkey(signed_in_client(app, database, username="ines"), key)
    before = is_in(by_passkey(app, key))

    key.count = 0

    assert before
    assert not is_in(by_passkey(app, key))
