"""Who reads which language, and how it was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from precursors.config.settings import LANGUAGES
from precursors.web.access import Reader
from precursors.web.language import NAMES, direction, forget, language
from tests.web.sink import READER, sink_app


def speaking(tongue: str | None) -> Reader:
    return Reader(READER.person, READER.name, READER.agency, READER.permissions, READER.sight, language=tongue)


def test_without_a_wish_a_page_speaks_the_language_of_the_installation(tmp_path: Path) -> None:
    app = sink_app(tmp_path, PRECURSORS_LANGUAGE="ru")

    with app.test_request_context("/"):
        assert language() == "ru"


@pytest.mark.parametrize(("asked", "answered"), [("pt-BR,pt;q=0.9", "pt"), ("de,fr;q=0.5", "fr"), ("zh", "en")])
def test_a_browser_is_answered_in_the_best_language_it_asks_for(app: Flask, asked: str, answered: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": asked}):
        assert language() == answered


def test_what_was_chosen_here_wins_over_what_the_browser_asks_for(app: Flask) -> None:
    headers = {"Accept-Language": "fr", "Cookie": "language=es"}

    with app.test_request_context("/", headers=headers):
        assert language() == "es"


def test_the_persons_own_language_wins_over_what_was_chosen_on_a_shared_device(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "language=es"}):
        g.reader = speaking("ar")

        assert language() == "ar"


@pytest.mark.parametrize("odd", ["xx", "", "../en", "EN"])
def test_a_language_that_does_not_exist_is_passed_over(app: Flask, odd: str) -> None:
    with app.test_request_context("/", headers={"Cookie": f"language={odd}"}):
        g.reader = speaking(odd)

        assert language() == "en"


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [tongue for tongue in LANGUAGES if direction(tongue) == "rtl"] == ["ar"]


def test_every_language_has_its_own_name() -> None:
    assert NAMES.keys() == set(LANGUAGES)


def test_choosing_a_language_keeps_it_and_the_rest_of_the_address(client: FlaskClient) -> None:
    answer = client.get("/?q=a%26b&language=ar&q=c")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/?q=a%26b&q=c"
    assert 'dir="rtl"' in client.get("/").text


def test_choosing_a_language_never_leads_to_another_host(client: FlaskClient) -> None:
    answer = client.get("//elsewhere.example/%5Cx?language=es")

    assert not answer.headers.get("Location", "").startswith(("//", "/\\"))
    assert "elsewhere.example" not in answer.headers.get("Location", "").split("/")[:3]


def test_a_form_that_is_sent_is_not_led_away_by_a_language(client: FlaskClient) -> None:
    assert "Location" not in client.post("/?language=es").headers


def test_who_signs_out_leaves_no_language_behind(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = app.make_response("bye")
        forget(answer)

    assert "language=;" in answer.headers["Set-Cookie"]
