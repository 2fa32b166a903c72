"""Pictures: in every language, mirrored where it is written from the right, leading down, within the policy."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.i18n.catalogue import text
from precursors.reports.report import reports
from tests.asking import links, shown
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import YEAR, an_application, seizures_too
from tests.trade.cells import entered

PICTURES = sorted(name for name, each in reports().items() if each.draw)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def beginning() -> Filling:
    return seizures_too


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return an_application(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, tuple(Role))


def drawn(client: FlaskClient, name: str, language: str = "en") -> ET.Element:
    """The picture as it is taken away."""
    client.set_cookie("language", language)
    answer = client.get(f"/reports/{name}.svg?year={YEAR}&substance=acetone")
    assert answer.status_code == 200, name
    assert answer.mimetype == "image/svg+xml"
    return ET.fromstring(answer.text)  # noqa: S314 - our own


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_what_it_is_and_leads_down_to_its_records(client: FlaskClient, name: str) -> None:
    picture = drawn(client, name)
    page = client.get(f"/reports/{name}?year={YEAR}")

    assert text("pages", f"reports.{name}") in str(picture.findtext(f"{SVG}title"))
    assert picture.findtext(f"{SVG}desc")
    inside = re.search(r"<svg.*?</svg>", page.text, re.DOTALL)
    assert inside
    assert set(re.findall(r'href="([^"]*)"', inside[0])) <= {each.replace("&", "&amp;") for each in links(page, "/")}
    leads = [each.get("href", "") for each in picture.iter(f"{SVG}a")]
    assert leads
    assert {client.get(each).status_code for each in leads} == {200}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_runs_with_the_language_and_obeys_the_policy_of_content(client: FlaskClient, name: str) -> None:
    english, arabic = drawn(client, name), drawn(client, name, "ar")

    assert (english.get("direction"), arabic.get("direction")) == ("ltr", "rtl")
    assert text("pages", f"reports.{name}", "ar") in str(arabic.findtext(f"{SVG}title"))
    for picture in (english, arabic):
        assert not list(picture.iter(f"{SVG}script")) + list(picture.iter(f"{SVG}style"))
        assert not [
            each for each in picture.iter() if each.get("style") or [k for k in each.attrib if k.startswith("on")]
        ]
        assert not [each for each in picture.iter() if "reports." in (each.text or "")]


def test_time_runs_from_the_right_in_arabic_and_the_earth_does_not_turn(client: FlaskClient) -> None:
    def first_text(picture: ET.Element) -> float:
        return float(next(picture.iter(f"{SVG}text")).get("x", ""))

    assert first_text(drawn(client, "monthly")) == 960 - first_text(drawn(client, "monthly", "ar"))
    english, arabic = (
        [each.get("d") for each in drawn(client, "route-map", tongue).iter(f"{SVG}path")] for tongue in ("en", "ar")
    )
    assert english == arabic


def test_a_short_history_expects_nothing_and_says_so(client: FlaskClient) -> None:
    page = client.get(f"/reports/monthly?year={YEAR}&substance=acetone")

    assert "the history is too short to expect anything" in shown(page)


def test_nothing_of_others_is_drawn(app: Flask, database: Database, client: FlaskClient) -> None:
    stranger = signed_in_client(app, database, tuple(Role), agency="XD-POL")

    for name in PICTURES:
        page = stranger.get(f"/reports/{name}?year={YEAR}")
        assert "<svg" not in page.text
        assert "Acme" not in page.text
        assert stranger.get(f"/reports/{name}.svg?year={YEAR}").status_code == 404


def test_a_picture_of_stock_is_of_what_was_declared_as_stock(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    entered(database, tmp_path, document="D-78", date=f"{YEAR}-06-01", substance="Toluene", quantity="9000", unit="kg")

    stock, flows = (client.get(f"/reports/{name}?year={YEAR}") for name in ("stock-and-loss", "flows"))

    assert "6.000 kg" in shown(stock)
    assert '<option value="toluene"' not in stock.text
    assert re.search('<option value="toluene" selected', flows.text)


def test_a_picture_is_looked_at_and_not_filed(client: FlaskClient) -> None:
    assert client.post(f"/reports/monthly?year={YEAR}").status_code == 404


def test_what_a_file_says_is_told_and_never_obeyed(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    entered(database, tmp_path, document="D-77", date="2024-06-01", operator='<script>"&', quantity="900", unit="kg")

    assert 'aria-label="' in (page := client.get(f"/reports/flows?year={YEAR}&substance=acetone").text)
    assert '<script>"&' not in page
