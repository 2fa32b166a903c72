"""What cannot be shown is told as a page, in every language, and never says more than it should."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import text
from precursors.web.errors import KNOWN


@pytest.mark.parametrize("tongue", LANGUAGES)
@pytest.mark.parametrize("status", KNOWN)
def test_every_refusal_has_a_sentence_in_every_language(client: FlaskClient, status: int, tongue: str) -> None:
    page = client.get(f"/abort/{status}", headers={"Accept-Language": tongue})

    assert page.status_code == status
    assert text("pages", f"web.error-heading-{status}", tongue) in page.text


@pytest.mark.parametrize(("status", "told"), [(418, 400), (451, 400), (502, 500)])
def test_a_rare_status_keeps_its_number_and_gets_the_nearest_sentence(
    client: FlaskClient, status: int, told: int
) -> None:
    page = client.get(f"/abort/{status}")

    assert page.status_code == status
    assert text("pages", f"web.error-heading-{told}") in page.text


def test_a_fault_is_logged_under_the_number_that_the_page_shows(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)

    page = client.get("/break", headers={"X-Request-ID": "abcdef12-3456"})

    assert page.status_code == 500
    assert "abcdef12-3456" in page.text
    assert "secret" not in page.text
    assert "abcdef12-3456" in caplog.text
    assert "a fault with a secret in it" in caplog.text


@pytest.mark.parametrize("forged", ["x\nERROR all is well", "<script>alert(1)</script>", "short", "a" * 65])
def test_a_number_that_could_forge_a_line_of_the_log_is_replaced(client: FlaskClient, forged: str) -> None:
    page = client.get("/nowhere", environ_overrides={"HTTP_X_REQUEST_ID": forged})

    assert page.status_code == 404
    assert forged not in page.text


def test_a_page_that_takes_no_form_says_what_it_takes(client: FlaskClient) -> None:
    answer = client.post("/fragment")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
