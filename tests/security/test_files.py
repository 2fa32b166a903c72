"""Files that are sent in, and files that are taken away: their size, their number, their names, their places."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from unittest.mock import NonCallableMock

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.db.engine import Database
from tests.exchange.uploading import Person, somebody
from tests.factories import a_registry, a_shipment, a_workbook, shipments
from tests.people import an_agency, an_app, signed_in_client
from tests.scope.matrix import World
from tests.security.places import address, routes

MEGABYTE = 1 << 20
HOSTILE = (
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\evil.exe", "a\r\nX-Evil: 1.xlsx",
    'a".xlsx; x="',
    "\u202egpj.xlsx", "con", ".htaccess", "x" * 3000 + ".xlsx", "счёт №5.xlsx", "a%00.xlsx", "~/.ssh/authorized_keys",
)  # fmt: skip


class Counting(BytesIO):
    """Bytes without end that know how many of them were asked for."""

    asked = 0

    def read(self, size: int | None = -1) -> bytes:
        """Some more of them."""
        much = MEGABYTE if size is None or size < 0 else size
        self.asked += much
        return b"x" * much


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    return an_app(database, tmp_path / "home", PRECURSORS_MAX_FILE_MB="1")


@pytest.mark.parametrize("path", ["/uploads/new", "/sign-in", "/hand-in/unknown", "/account"])
def test_a_body_that_is_too_long_is_not_read(app: Flask, database: Database, path: str) -> None:
    client, body = signed_in_client(app, database), Counting()

    answer = client.post(
        path,
        input_stream=body,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(100 * MEGABYTE)},
    )

    assert answer.status_code == 413
    assert body.asked <= 4 * MEGABYTE


def test_the_server_itself_takes_no_longer_body_than_the_application(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: dict[str, object] = {}
    monkeypatch.setattr(
        "precursors.cli.serve.create_server", lambda _, **options: told.update(options) or NonCallableMock()
    )
    registry = a_registry(url, tmp_path / "home", monkeypatch, capsys)
    registry.extra |= {"PRECURSORS_MAX_FILE_MB": "3", "PRECURSORS_SECRET_KEY": "not a secret in a test"}

    registry.run("serve", "--no-worker", code=0)

    assert told["max_request_body_size"] == 4 * MEGABYTE


def test_a_form_of_too_many_parts_or_too_long_a_field_is_refused(app: Flask, database: Database) -> None:
    client = signed_in_client(app, database)

    parts = client.post("/account", data={f"f{n}": (BytesIO(b"x"), "x") for n in range(1100)})
    field = client.post("/account", data={"name": "x" * (600 << 10)}, content_type="multipart/form-data")
    plain = client.post("/account", data={"name": "x" * (3 * MEGABYTE)})

    assert {parts.status_code, field.status_code, plain.status_code} == {413}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_name_of_a_file_is_shown_and_never_a_path(database: Database, tmp_path: Path, name: str) -> None:
    person = somebody(database, tmp_path / "home")
    rows = [*shipments(1), a_shipment(line="9", quantity="many")]
    sent = a_workbook(tmp_path / "a.xlsx", rows).read_bytes()
    before = outside(tmp_path)

    answer = person.client.post(
        "/uploads/new", data={"kind": "shipments", "agency": "XD-INS", "file": (BytesIO(sent), name)}
    )
    person.work()

    assert answer.status_code in {303, 400, 422}
    assert outside(tmp_path) == before
    if answer.status_code == 303:
        back = person.client.get(answer.location.replace("checking", "rejects.xlsx"))
        told = back.headers["Content-Disposition"]
        assert back.status_code == 200
        assert told.startswith("attachment; filename")
        assert not set("\r\n/\u202e") & set(told)
        assert "X-Evil" not in back.headers


def outside(folder: Path) -> set[Path]:
    """Files beside the installation and its database."""
    found = (path for path in folder.rglob("*") if path.is_file() and folder / "home" not in path.parents)
    return {path for path in found if ".sqlite3" not in path.name}


TRAVERSALS = (
    "../conftest.py", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/kit.py", "....//....//kit.py", "..\\..\\kit.py", "%00",
    "/etc/passwd", "%2fetc%2fpasswd", "registry.css%00.py", "vendor/", "vendor", "", ".", "../../access.py",
)  # fmt: skip


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_name_in_an_address_reaches_another_file_and_no_folder_is_listed(
    world: World, allround: FlaskClient, name: str
) -> None:
    taken = [
        each for each in routes("GET") if "<path:filename>" in each or "/templates/<" in each or "/documents/<" in each
    ]
    taken += ["/exports/<kind>.<ending>", "/help/<topic>"]

    for pattern in taken:
        answer = allround.get(address(pattern, world.refs, name=name or "x/../"), follow_redirects=False)
        answer.close()
        assert answer.status_code in {301, 303, 308, 400, 404}, pattern


@pytest.mark.parametrize(
    "place", ["/.git/config", "/.env", "/registry.sqlite3", "/secret.key", "/templates/web/base.html"]
)
def test_files_of_the_installation_are_no_addresses(allround: FlaskClient, place: str) -> None:
    assert allround.get(place).status_code == 404


def test_files_are_given_as_files_to_keep_and_can_do_nothing_in_a_browser(
    person_with_document: tuple[Person, str],
) -> None:
    person, place = person_with_document

    answer = person.client.get(place)

    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def person_with_document(database: Database, tmp_path: Path) -> tuple[Person, str]:
    """An inspector, and the address of a page somebody attached to a record as a document."""
    person = somebody(database, tmp_path / "home")
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))
    person.post(number, "decide", decision="all")
    (ref,) = set(re.findall(r"SHP-[\w-]+", person.get(number).text))
    content = b"<script>alert(1)</script>"
    person.client.post(f"/shipments/{ref}/documents", data={"file": (BytesIO(content), "evil.html")})
    return person, f"/documents/{sha256(content).hexdigest()}"
