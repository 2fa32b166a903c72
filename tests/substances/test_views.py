"""The pages of substances, through a signed-in browser, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.config.settings import LANGUAGES
from precursors.db.engine import Database
from precursors.substances.book import book
from tests.asking import links, shown
from tests.people import an_agency, an_app, signed_in_client
from tests.trade.cells import whole


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    return an_app(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, [Role.SUPERVISOR])


@pytest.mark.parametrize("asked", ["text=ацетон", "text=67-64-1", "text=291411", "text=Acetona&list=UN:II"])
def test_a_substance_is_found_by_any_of_its_names_and_codes(client: FlaskClient, asked: str) -> None:
    assert "/substances/acetone" in links(client.get(f"/substances?{asked}"), "/substances/")


def test_a_list_is_narrowed_by_whose_law_it_is(client: FlaskClient) -> None:
    every, russian = (links(client.get(f"/substances{q}"), "/substances/") for q in ("", "?list=RU:IV-III"))

    assert len(every) - 2 == len(book().substances)
    assert "/substances/acetone" in russian
    assert "/substances/ephedrine" not in russian


def test_a_substance_is_told_with_names_codes_salts_and_listings_by_date(client: FlaskClient) -> None:
    page = shown(client.get("/substances/ephedrine"))

    for told in ("efedrina", "эфедрин", "إيفيدرين", "299-42-3", "293941", "0.819241", "1988 Convention, Table I"):
        assert told in page
    assert "European Union · 1" in page
    assert "18 Aug 2005" in page


def test_a_substance_leads_to_what_is_kept_of_its_hazards(client: FlaskClient) -> None:
    kept, none = client.get("/substances/acetone"), client.get("/substances/acetonitrile")

    assert links(kept, "/hazards/") == ["/hazards/acetone"]
    assert client.get("/hazards/acetone").status_code == 200
    assert "use the safety data sheet" in shown(none)


def test_what_was_not_verified_is_said_plainly(client: FlaskClient) -> None:
    page = shown(client.get("/substances/hydriodic-acid"))

    assert "Not verified" in page
    assert "nothing is released or certified on them" in page


def test_the_law_of_the_fictitious_country_is_shown_to_its_own_agencies_only(app: Flask, database: Database) -> None:
    own = shown(signed_in_client(app, database).get("/substances/acetone"))

    assert "Demoland" in own


def test_a_substance_nobody_knows_is_not_there(client: FlaskClient) -> None:
    assert client.get("/substances/unobtainium").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["acetone", "ephedra", "pmk-glycidate-esters", "match-striker", "methylamine"])
def test_every_sort_of_substance_is_told_in_every_language(client: FlaskClient, key: str, language: str) -> None:
    known = key if key in book().substances else next(iter(book().substances))
    client.set_cookie("language", language)

    page = shown(client.get(f"/substances/{known}"))

    assert "substances." not in page


def test_a_text_is_identified_with_the_reason(client: FlaskClient) -> None:
    sure = shown(client.get("/substances/identify?text=acetona+98+%25"))
    unsure = shown(client.get("/substances/identify?hs=291411"))

    assert "The text names it: " in sure
    assert "67-64-1" in sure
    assert "an HS code alone never identifies a substance" in unsure
    assert "/substances/acetone" in links(client.get("/substances/identify?hs=291411"), "/substances/acet")


def test_a_watch_list_grows_and_shrinks_by_acts(client: FlaskClient, database: Database) -> None:
    client.post("/substances/watch", data={"names": "Sodium carbonate\n\n Acetone ", "reason": "rumours"})
    grown = shown(client.get("/substances/watch"))
    without = client.post("/substances/watch", data={"take_off": "Acetone", "reason": ""})
    client.post("/substances/watch", data={"take_off": "Acetone", "reason": "listed anyway"})

    assert "Sodium carbonate" in grown
    assert "rumours" in grown
    assert "Acetone" in shown(without, 422)
    shrunk = shown(client.get("/substances/watch"))
    assert "Sodium carbonate" in shrunk
    assert "Acetone" not in shrunk
    assert whole(database)


def test_a_watch_list_is_set_by_those_who_may(app: Flask, database: Database) -> None:
    inspector = signed_in_client(app, database, [Role.INSPECTOR])

    assert "Put on the list" not in shown(inspector.get("/substances/watch"))
    assert inspector.post("/substances/watch", data={"names": "x"}).status_code == 403


def test_what_is_asked_and_watched_is_shown_inert(client: FlaskClient) -> None:
    hostile = "<script>alert(1)</script>"
    client.post("/substances/watch", data={"names": hostile})

    for path in ("/substances/watch", f"/substances/identify?text={hostile}", f"/substances?text={hostile}"):
        assert hostile not in client.get(path).text
