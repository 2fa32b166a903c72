"""The pages as they are, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from precursors.app.web import create_app
from precursors.config.settings import Settings, load
from precursors.db.engine import Database
from tests.people import signed_in_client


def a_setting(home: Path) -> Settings:
    """Settings of a registry at `home`."""
    return load({"PRECURSORS_HOME": str(home), "PRECURSORS_SECRET_KEY": "not a secret in a test"})


@pytest.fixture
def client(database: Database, tmp_path: Path) -> FlaskClient:
    return signed_in_client(create_app(a_setting(tmp_path), database), database)


def test_an_empty_registry_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "Nothing waits for you" in page.text
    assert 'href="/uploads/new"' in page.text


def test_the_log_shows_the_genesis(client: FlaskClient) -> None:
    assert "Beginning of the log" in client.get("/acts").text


def test_health_and_readiness_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/acts", "/healthz", "/nowhere", "/static/registry.css"])
def test_every_answer_forbids_foreign_content(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
