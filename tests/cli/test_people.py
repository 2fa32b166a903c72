"""`users`, `roles`, `tokens` and `serve`: what the local operator does before anybody can sign in."""

from __future__ import annotations

import re
import socket

import pytest

from precursors.agencies.tokens import PREFIX
from tests.factories import AGENCY, Registry


def add(registry: Registry, name: str = "ines", role: str = "inspector") -> str:
    """Add a person; the link that was printed."""
    said = registry.run("users", "add", name, "--agency", AGENCY, "--role", role, "--json", code=0)
    return str(said.json["link"])


def test_a_person_gets_a_link_at_the_public_address(registry: Registry) -> None:
    registry.extra["PRECURSORS_PUBLIC_URL"] = "https://registry.example/"

    link = add(registry)

    assert re.fullmatch(r"https://registry\.example/welcome/[\w-]{43}", link)
    (ines,) = registry.run("users", "list", "--json", code=0).json["users"]
    assert (ines["username"], ines["roles"], ines["password"]) == ("ines", ["inspector"], False)


def test_a_reset_prints_another_link(registry: Registry) -> None:
    first = add(registry)

    again = registry.run("users", "reset", "ines", "--factors", "--json", code=0).json

    assert again["link"] != first
    assert registry.run("users", "reset", "nobody", "--json", code=2).json["code"] == "person.unknown"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("users", "add", "INÉS", "--agency", AGENCY, "--role", "auditor"), "person.username"),
        (("users", "add", "ines", "--agency", AGENCY, "--role", "auditor"), "person.exists"),
        (("users", "add", "juan", "--agency", "NONE", "--role", "auditor"), "agency.unknown"),
        (("users", "add", "juan", "--agency", AGENCY, "--role", "king"), "command.usage"),
        (("roles", "grant", "ines", "inspector"), "role.held"),
        (("roles", "grant", "ines", "auditor", "--until", "2020-01-01"), "role.over"),
        (("roles", "withdraw", "ines", "auditor", "--reason", "x"), "role.not-held"),
        (("users", "close", "ines", "--reason", " "), "reason.missing"),
        (("tokens", "add", "ines", "--for", "x", "--scope", "people:write"), "token.beyond"),
        (("tokens", "withdraw", "9"), "token.unknown"),
    ],
)
def test_what_is_wrong_is_one_document_with_its_code(registry: Registry, words: tuple[str, ...], code: str) -> None:
    add(registry)

    assert registry.run(*words, "--json", code=2).json["code"] == code


def test_roles_are_given_taken_and_listed(registry: Registry) -> None:
    add(registry)
    registry.run("roles", "grant", "ines", "supervisor", "--reason", "heads the unit", code=0)
    registry.run("roles", "withdraw", "ines", "inspector", "--reason", "moved", code=0)

    rows = registry.run("roles", "list", "--json", code=0).json["roles"]

    assert {row["role"] for row in rows if row["people"]} == {"supervisor"}
    assert registry.run("verify", "--json", code=0).json


def test_a_token_is_printed_once_and_listed_without_its_text(registry: Registry) -> None:
    add(registry)
    made = registry.run("tokens", "add", "ines", "--for", "export", "--scope", "shipments:read", "--json", code=0).json
    listed = registry.run("tokens", "list", "--json", code=0)

    registry.run("tokens", "withdraw", made["id"], code=0)

    assert made["token"].startswith(PREFIX)
    assert made["token"] not in listed.out
    assert listed.json["tokens"][0]["scopes"] == ["shipments:read"]
    assert registry.run("tokens", "list", "--json", code=0).json["tokens"] == []


def test_a_closed_person_is_gone_and_the_name_stays_taken(registry: Registry) -> None:
    add(registry)
    registry.run("users", "close", "ines", "--reason", "left", code=0)

    assert registry.run("users", "list", "--json", code=0).json["users"] == []
    words = ("users", "add", "ines", "--agency", AGENCY, "--role", "auditor", "--json")
    assert registry.run(*words, code=2).json["code"] == "person.exists"


def test_a_number_beyond_any_and_a_token_for_nothing_are_told_so(registry: Registry) -> None:
    add(registry)
    beyond = 10**22

    said = [
        registry.run("tokens", "withdraw", beyond, "--json", code=2).json,
        registry.run("reverse", beyond, "--reason", "wrong file", "--json", code=2).json,
        registry.run("tokens", "add", "ines", "--for", " ", "--scope", "shipments:read", "--json", code=2).json,
    ]

    assert {each["code"] for each in said} == {"command.usage"}
    assert "range" in said[0]["message"]
    assert "range" in said[1]["message"]
    assert "--for" in said[2]["message"]


class Mute:
    """A server that ends at once."""

    def run(self) -> None:
        """Answer nobody."""


@pytest.mark.parametrize(("host", "said"), [("300.1.1.1", "no address of this machine"), ("127.0.0.1", "in use")])
def test_where_nothing_can_be_listened_on_the_address_is_named_and_no_worker_begins(
    registry: Registry, host: str, said: str
) -> None:
    add(registry)
    registry.extra["PRECURSORS_SECRET_KEY"] = "not a secret in a test"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        told = registry.run("serve", "--host", host, "--port", port, code=2).err.splitlines()[-1]

    assert host in told
    assert said in told
    assert "http://" not in told


def test_nothing_is_served_to_others_before_there_are_users(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr(
        "precursors.cli.serve.create_server", lambda _app, **told: served.append(told["host"]) or Mute()
    )
    registry.extra["PRECURSORS_SECRET_KEY"] = "not a secret in a test"
    outside = ("serve", "--host", "192.0.2.1", "--no-worker")

    refused = registry.run(*outside, code=2).err
    registry.run("serve", "--no-worker", code=0)
    add(registry)
    registry.run(*outside, code=0)

    assert "precursors users add" in refused
    assert served == ["127.0.0.1", "192.0.2.1"]


def test_doctor_misses_an_administrator_and_then_their_second_factor(registry: Registry) -> None:
    def found() -> set[str]:
        return {each["code"] for each in registry.run("doctor", "--json").json["findings"]}

    before = found()
    add(registry, "ada", "administrator")

    assert "people.no-administrator" in before
    assert "people.no-second-factor" in found()
    assert "people.no-administrator" not in found()
