"""A form that another site sends in somebody's name changes nothing; neither does an address that is only opened."""

from __future__ import annotations

import re
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import BadSignature, URLSafeTimedSerializer

from precursors.agencies.doors import COOKIE
from precursors.db.engine import Database
from tests.people import NOON, PASSWORD, a_person, an_app, at, signed_in_client
from tests.security.places import API, address, exempt, routes, rules

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


class Anything(dict[tuple[str, str], str]):
    """A reference for every record: the token is asked for before any record is looked at."""

    def __missing__(self, key: tuple[str, str]) -> str:
        return "1"


@pytest.fixture
def strict(database: Database, tmp_path: Path) -> Flask:
    """An application whose forms need their token."""
    made = an_app(database, tmp_path, csrf=True)
    at(made, NOON)
    return made


def token(page: str) -> str:
    """The token of a form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_every_form_of_the_application_demands_its_token(strict: Flask, database: Database) -> None:
    somebody, nobody = signed_in_client(strict, database), strict.test_client()
    forms = routes("POST")

    answers = {(form, who): client.post(address(form, Anything())).status_code
               for form in forms for who, client in (("somebody", somebody), ("nobody", nobody))}  # fmt: skip

    assert len(forms) > 30
    assert {place: status for place, status in answers.items() if status != 400} == {}


def test_only_the_api_which_takes_no_cookie_is_excused(strict: Flask) -> None:
    assert all(each == "api" or each.startswith("api.") for each in exempt(strict))


def test_pages_take_no_method_for_which_no_token_is_asked() -> None:
    odd = [
        each.rule for each in rules() if not each.rule.startswith(API) and (each.methods or set()) & CHANGING - {"POST"}
    ]

    assert odd == []


def test_a_token_of_another_browser_is_worth_nothing(strict: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    mine, theirs = strict.test_client(), strict.test_client()
    known = {"username": "ines", "password": PASSWORD}
    mine.get("/sign-in")

    foreign = mine.post("/sign-in", data=known | {"csrf_token": token(theirs.get("/sign-in").text)})
    own = mine.post("/sign-in", data=known | {"csrf_token": token(mine.get("/sign-in").text)})

    assert (foreign.status_code, own.status_code) == (400, 303)


@pytest.mark.parametrize(
    ("referrer", "status"), [("https://registry.example/x", 303), ("https://evil.example/x", 400), (None, 400)]
)
def test_over_https_a_form_comes_from_our_own_pages(
    strict: Flask, database: Database, referrer: str | None, status: int
) -> None:
    a_person(database, password=PASSWORD)
    client, base = strict.test_client(), "https://registry.example"
    mine = {"username": "ines", "password": PASSWORD, "csrf_token": token(client.get("/sign-in", base_url=base).text)}

    sent = client.post("/sign-in", base_url=base, data=mine, headers={"Referer": referrer} if referrer else {})

    assert sent.status_code == status


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_and_no_field_turns_one_method_into_another(strict: Flask, database: Database, header: str) -> None:
    client = signed_in_client(strict, database)

    answers = [client.get("/sign-out", headers={header: "POST"}), client.get("/sign-out?_method=POST")]

    assert [each.status_code for each in answers] == [405, 405]
    assert client.get("/account").status_code == 200


def test_a_session_of_the_attacker_does_not_outlive_the_signing_in(strict: Flask, database: Database) -> None:
    a_person(database, password=PASSWORD)
    attacker, victim = strict.test_client(), strict.test_client()
    attacker.get("/sign-in")
    planted = attacker.get_cookie("session")
    assert planted is not None
    victim.set_cookie("session", planted.value)
    shown = victim.get("/sign-in").text

    victim.post("/sign-in", data={"username": "ines", "password": PASSWORD, "csrf_token": token(shown)})

    with victim.session_transaction() as after:
        assert COOKIE in after
    assert attacker.get("/account").status_code == 303
    assert victim.get_cookie("session") != planted


def test_tokens_are_signed_with_sha_256(strict: Flask) -> None:
    given = token(strict.test_client().get("/sign-in").text)
    how = {hashed: {"key_derivation": "django-concat", "digest_method": hashed} for hashed in (sha1, sha256)}
    ours, others = (
        URLSafeTimedSerializer(str(strict.secret_key), salt="wtf-csrf-token", signer_kwargs=how[hashed])
        for hashed in (sha256, sha1)
    )

    assert ours.loads(given)
    with pytest.raises(BadSignature):
        others.loads(given)
