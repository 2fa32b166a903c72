"""Operators that may be the same: what is alike, what is shared, what says nothing, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.db.engine import Database
from precursors.intake.parties import party
from precursors.licensing.lookalikes import Card, alike, digits, near, number
from tests.asking import links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client


def a_card(name: str, key: int = 2, **shared: str) -> Card:
    numbers = frozenset({number(shared.pop("number"))}) if "number" in shared else frozenset()
    officers = frozenset({shared.pop("officer")}) if "officer" in shared else frozenset()
    return Card(key, party(name), numbers, digits(shared.pop("phone", "")), officers=officers, **shared)


@pytest.mark.parametrize(
    ("one", "two", "found", "shared"),
    [
        (a_card("Química Ábaco S.A."), a_card("Quimica Abaco, SA"), True, ()),
        (a_card("Abaco Quimica SA"), a_card("Química Ábaco S.A."), True, ()),
        (a_card("Solventes del Norte SRL"), a_card("Solventes del Nort SRL"), True, ()),
        (a_card("Solventes del Norte SRL"), a_card("Farmacia Central"), False, ()),
        (a_card("Alfa", number="20-100-1"), a_card("Omega", number="201001"), True, ("number",)),
        (a_card("Alfa", phone="+51 1 555 0101"), a_card("Omega", phone="(51-1) 5550101"), False, ("phone",)),
        (a_card("Alfa", phone="+51 1 555 0101", address="av lima 100"),
         a_card("Omega", phone="51 15550101", address="av lima 100"), True, ("phone", "address")),
        (a_card("Alfa", phone="555 0101", officer="ana paz"), a_card("Omega", phone="5550101", officer="ana paz"), True,
         ("phone", "officer")),
        (a_card("Alfa", phone="1"), a_card("Omega", phone="1"), False, ()),
        (a_card("Alfa", address="av lima 100"), a_card("Omega", address="av lima 100"), True, ("address",)),
        (a_card("Alfa", address="lima"), a_card("Omega", address="lima"), False, ()),
        (a_card("Khimiya Severa LLC"), a_card("ООО «Химия Севера»"), True, ("script",)),
        (a_card("ООО «Химия Севера»"), a_card("Khimia Severa"), True, ("script",)),
        (a_card("Masnaa Delta lil Asmida"), a_card("مصنع دلتا للأسمدة"), True, ("script",)),
        (a_card("Shanghai Huagong Co., Ltd."), a_card("上海化工有限公司"), True, ("script",)),
        (a_card("ХИМИЯ СЕВЕРА"), a_card("上海化工有限公司"), False, ()),
        (a_card("Beijing Huagong Co., Ltd."), a_card("上海化工有限公司"), False, ()),
        (a_card("Khimiya Yuga"), a_card("Химия Севера"), False, ()),
        (a_card("Alfa", address="ul lenina 5", officer="ivan petrov"),
         a_card("Омега", address="ул ленина 5", officer="иван петров"), True, ("address", "officer")),
    ],
)  # fmt: skip
def test_two_operators_are_shown_together_for_what_they_share(
    one: Card, two: Card, found: bool, shared: tuple[str, ...]
) -> None:
    hits = alike(one, [Card(3, party("Somebody else GmbH")), Card(1, two.name, *_rest(two))])

    assert [each.key for each in hits] == ([1] if found else [])
    assert not found or hits[0].shared == shared


def test_a_name_in_another_script_weighs_less_than_one_written_alike() -> None:
    own = a_card("Khimiya Severa")

    found = alike(own, [a_card("Химия Севера", 3), a_card("Khimiya Sever", 4)])

    assert [(each.key, each.shared) for each in found] == [(4, ()), (3, ("script",))]


def _rest(card: Card) -> tuple[frozenset[str], str, str, str, frozenset[str]]:
    return card.numbers, card.phone, card.email, card.address, card.officers


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.mark.parametrize("typed", ["20601234567", "12-3", "?"])
def test_a_text_without_letters_looks_like_no_name_in_another_script(typed: str) -> None:
    assert near(typed, [a_card("ООО «Химия Севера»"), a_card("上海化工有限公司"), a_card("4711")]) == []


def test_an_operator_is_sought_by_its_number(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    assert client.get("/operators?text=20601234567").status_code == 200


def test_a_page_shows_who_may_be_the_same_and_a_search_what_is_near(app: Flask, database: Database) -> None:
    client: FlaskClient = signed_in_client(app, database)
    pages = [
        client.post("/operators/new", data={"identifier": f"20-{n}", "name": name, "phone": "555 0101"}).headers[
            "Location"
        ]
        for n, name in enumerate(("Química Ábaco S.A.", "Quimica Abacco SA", "Farmacia Central"))
    ]

    page = client.get(f"{pages[0]}/alike")
    cyrillic = client.post("/operators/new", data={"identifier": "77-1", "name": "ООО «Химия Севера»"})
    sought = client.get("/operators?text=Khimiya+Severa")
    searched = client.get("/operators?text=Kimica+Abaco")

    assert pages[1] in links(page, "/operators/OPR")
    assert pages[2] not in links(page, "/operators/OPR")
    assert "telephone" in shown(page)
    assert pages[0] in links(searched, "/operators/OPR")
    assert cyrillic.headers["Location"] in links(sought, "/operators/OPR")
    assert "name in another script" in shown(sought)
    linked = client.get(links(page, "/operator-links/new")[0])
    assert 'value="20-0"' in linked.text
