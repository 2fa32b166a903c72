"""The log of the door, and what is asked again before somebody's way in is changed, on both engines."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.agencies.credentials import code
from precursors.agencies.entrances import KINDS, Caller, Known, note
from precursors.agencies.private_models import Entrance
from precursors.agencies.rules import CONFIRMED_FOR, GRACE
from precursors.db.engine import Database
from precursors.i18n.catalogue import catalogue
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


def log(database: Database) -> list[tuple[str, str | None, str | None]]:
    with database.aside.read() as aside:
        rows = aside.execute(select(Entrance).order_by(Entrance.id)).scalars()
        return [(row.what, row.username, row.agency) for row in rows]


def test_who_came_in_who_failed_and_what_was_refused_stays_written_down(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    a_person(database, "carla", "XD-CUS", [Role.ADMINISTRATOR])
    client = app.test_client()

    client.post("/sign-in", data={"username": "my secret by mistake", "password": "x"})
    client.post("/sign-in", data={"username": "ines", "password": "wrong herons fly"})
    client.post("/sign-in", data={"username": "ines", "password": PASSWORD})
    client.get("/people")
    own = shown(client.get("/account/entrances"))
    client.post("/sign-out")
    near = shown(signed_in_client(app, database, [Role.ADMINISTRATOR], "XD-INS").get("/people/entrances"))
    far = shown(signed_in_client(app, database, [Role.ADMINISTRATOR], "XD-CUS", "carla").get("/people/entrances"))

    ines = ("ines", "XD-INS")
    assert log(database) == [
        ("wrong-password", None, None),
        ("wrong-password", *ines),
        ("signed-in", *ines),
        ("refused", *ines),
        ("signed-out", *ines),
    ]
    assert "Signed in with the password alone" in own
    assert "Page refused: GET /people" in own
    assert "ines XD-INS" in near
    assert "ines" not in far
    assert "secret" not in near + far


def test_a_way_in_is_changed_only_by_whoever_shows_again_who_they_are(app: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    client = app.test_client()
    client.post("/sign-in", data={"username": "ines", "password": PASSWORD})
    at(app, NOON + CONFIRMED_FOR + timedelta(minutes=1))
    steps = ("factors/app/new", "factors/app/remove", "factors/codes", "factors/passkey", "factors/passkey/remove")

    asked = [client.post(f"/account/{step}").location for step in steps]
    others = client.post("/account/visits/end").location
    mail = client.post("/account", data={"name": "Ines", "email": "x@example.org"}).location
    name = client.post("/account", data={"name": "Ines Q", "email": ""}).location
    wrong = shown(client.post(asked[0], data={"present": "wrong herons fly"}), 422)
    right = client.post(asked[0], data={"present": PASSWORD})
    begun = client.post("/account/factors/app/new")

    assert {*asked} == {"/account/confirm?next=/account/factors"}
    assert others == mail == "/account/confirm?next=/account"
    assert name == "/account"
    assert "There is a problem" in wrong
    assert right.location == "/account/factors"
    assert begun.location == "/account/factors/app"
    assert [what for what, *_ in log(database)] == ["signed-in", "wrong-confirmation", "confirmed"]


def test_without_a_second_factor_somebody_works_for_two_weeks_and_then_sets_one_up(
    app: Flask, database: Database
) -> None:
    a_person(database, password=PASSWORD)
    typed = {"username": "ines", "password": PASSWORD}
    client = app.test_client()

    client.post("/sign-in", data=typed)
    first = shown(client.get("/sign-in/done", follow_redirects=True))
    opened = client.get("/shipments").status_code
    at(app, NOON + GRACE + timedelta(days=1))
    client.post("/sign-in", data=typed)
    later = client.get("/sign-in/done")

    assert "Set up a second factor" in first
    assert opened == 200
    assert later.location == "/account/factors"
    assert client.get("/shipments").status_code == 403
    assert client.get(later.location).status_code == 200


def test_programs_page_through_the_same_log(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    own, all_ = (a_caller(app, database, [role]) for role in (Role.INSPECTOR, Role.ADMINISTRATOR))
    a_person(database, password=PASSWORD)
    for what in ("signed-in", "refused", "signed-out"):
        database.aside.write(
            lambda aside, what=what: note(aside, Caller(NOON, None, "x"), what, Known("p-xd-ins-ins", "XD-INS"))
        )

    first = own.ask("/entrances?limit=2")
    rest = own.ask(first["next"].removeprefix("/api/v1"))

    assert [each["what"] for each in first["items"] + rest["items"]] == ["signed-out", "refused", "signed-in"]
    assert rest["next"] is None
    assert len(all_.ask("/people/entrances")["items"]) == 3
    assert own.get("/people/entrances").status_code == 403


def test_whatever_may_happen_at_the_door_has_a_sentence() -> None:
    assert {f"agencies.door-{kind}" for kind in KINDS} == {
        key for key in catalogue("en")["pages"] if key.startswith("agencies.door-")
    }


def test_a_password_is_taken_as_it_is_typed(app: Flask, database: Database) -> None:
    typed = "  Seven Quiet Hérons  "
    a_person(database, password=typed)

    def enters(password: str) -> int:
        return app.test_client().post("/sign-in", data={"username": "ines", "password": password}).status_code

    assert enters(typed) == 303
    assert [enters(each) for each in (typed.strip(), typed.lower(), typed.replace("é", "e"))] == [422] * 3


def test_secrets_are_long_and_never_the_same() -> None:
    made = {code() for _ in range(1000)}

    assert len(made) == 1000
    assert {len(each) for each in made} == {43}  # 256 bits


def test_signing_out_clears_what_the_browser_has_kept(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
