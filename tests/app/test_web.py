"""The pages as they are, on both engines."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from precursors.app.web import create_app
from precursors.db.engine import Database


@pytest.fixture
def client(database: Database) -> FlaskClient:
    return create_app(database, "not a secret in a test").test_client()


def test_an_empty_registry_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "precursors import shipments" in page.text


def test_the_log_shows_the_genesis(client: FlaskClient) -> None:
    assert "genesis" in client.get("/acts").text


def test_health_and_readiness_answer(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/acts", "/healthz", "/nowhere", "/static/registry.css"])
def test_every_answer_forbids_foreign_content(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
