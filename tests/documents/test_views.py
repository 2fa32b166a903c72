"""Documents taken away through a browser, on both engines."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.scope.models import Reading
from tests.people import an_agency, an_app, signed_in_client
from tests.trade.cells import entered

PAGE = b"<html><script>alert(1)</script></html>"
DIGEST = sha256(PAGE).hexdigest()


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    an_agency(database, "XD-CUS", "customs")
    return an_app(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database, tmp_path: Path) -> FlaskClient:
    """An inspector who has attached an HTML page to a shipment."""
    made = signed_in_client(app, database)
    ref = entered(database, tmp_path).ref
    sent = {"file": (io.BytesIO(PAGE), "invoice.html")}
    assert made.post(f"/shipments/{ref}/documents", data=sent).status_code == 303
    return made


def test_a_document_comes_as_a_file_that_can_do_nothing(client: FlaskClient) -> None:
    answer = client.get(f"/documents/{DIGEST}")

    assert answer.data == PAGE
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=invoice.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_taking_a_document_away_is_logged(client: FlaskClient, database: Database) -> None:
    client.get(f"/documents/{DIGEST}")

    with database.aside.read() as aside:
        last = aside.execute(select(Reading).order_by(Reading.id.desc()).limit(1)).scalars().one()
    assert (last.kind, last.why, last.owner) == ("document", "download", "XD-INS")


def test_a_document_of_others_is_not_there(client: FlaskClient, app: Flask, database: Database) -> None:
    stranger = signed_in_client(app, database, [Role.CUSTOMS_OFFICER], "XD-CUS")

    assert stranger.get(f"/documents/{DIGEST}").status_code == 404


@pytest.mark.parametrize("name", ["00" * 32, DIGEST[:-2], "x" * 64, DIGEST.upper() + "0"])
def test_a_hash_of_nothing_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/documents/{name}").status_code == 404
