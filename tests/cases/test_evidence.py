"""Evidence of a case given to somebody: written down first, whole, provable, refused where secrecy stands."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit import independent, package
from precursors.audit.checkpoint import make_key
from precursors.audit.models import Act
from precursors.audit.verify import verify
from precursors.cases.evidence_models import Disclosure
from precursors.db.engine import Database
from precursors.documents.store import Store
from tests.asking import shown
from tests.cases.makers import a_case, a_report, do
from tests.people import an_app, at, signed_in_client

GIVEN = {
    "receiver": "Court of Demoland", "receiver_kind": "court", "ground": "Art. 12 (3)", "purpose": "trial",
    "tier": "nominal",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    make_key(made.extensions["here"].settings.signing_key_file)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])


def filled(client: FlaskClient) -> tuple[str, str]:
    """A case with a report of Acme to which a photograph is laid; answers their references."""
    report, case = a_report(client), a_case(client)
    photograph = {"file": (BytesIO(b"\xff\xd8\xff\xe0 a photograph of the door"), "door of Acme.jpg")}
    assert client.post(f"/incident-reports/{report}/documents", data=photograph).status_code == 303
    do(client, case, "link", records=report, role="evidence")
    return case, report


def given(client: FlaskClient, database: Database, case: str, path: Path, **changes: str) -> Path:
    """The package of a disclosure, taken from its page."""
    do(client, case, "disclose", **(GIVEN | changes))
    page = client.get(f"/cases/{case}").get_data(as_text=True)
    ref = page.rpartition("/disclosures/")[2].partition("/")[0]
    answer = client.get(f"/disclosures/{ref}/package")
    assert answer.status_code == 200
    path.write_bytes(answer.data)
    return path


def read(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_a_package_holds_records_documents_and_proofs_that_hold_without_the_registry(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    case, report = filled(client)

    path = given(client, database, case, tmp_path / "evidence.zip")

    with package.opened(path) as held:
        assert package.wrong(held) is None
        names = held.names
    assert independent.main([str(path)]) == 0
    assert {f"records/{report}.json", f"proofs/{report}.json", f"records/{case}.json", "index.html"} <= set(names)
    (photograph,) = [name for name in names if name.endswith("door_of_Acme.jpg")]
    assert read(path, photograph) == b"\xff\xd8\xff\xe0 a photograph of the door"
    assert sum(name.startswith("proofs/document-") for name in names) == 1
    assert json.loads(read(path, f"records/{report}.json"))["fields"]["operator"] == "Acme SA"
    page = read(path, "index.html").decode()
    assert "Art. 12 (3)" in page
    assert "<script" not in page
    told = shown(client.get(f"/cases/{case}"))
    assert "Court of Demoland court Art. 12 (3) trial with names 2" in told
    with database.read() as session:
        assert verify(session, extra_checks=[Store(tmp_path / "documents").whole]).broken is None


def test_whatever_is_changed_in_a_package_of_evidence_is_named(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    case, _ = filled(client)
    path = given(client, database, case, tmp_path / "evidence.zip")
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}

    for at_, spoilt in enumerate(held):
        other = tmp_path / f"{at_}.zip"
        with zipfile.ZipFile(other, "w") as archive:
            for name, content in held.items():
                changed = content[:-2] + bytes([content[-2] ^ 1]) + content[-1:] if name == spoilt else content
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed)
        try:
            with package.opened(other) as sly:
                found = package.wrong(sly)
        except package.Damaged:
            continue
        assert found is not None, spoilt
        assert spoilt in package.OWN or found.values.get("name") == spoilt
        assert independent.main([str(other)]) == 1
    assert len(held) == 5 + 3 + 4 + 2


def test_a_package_without_names_holds_none_and_says_what_it_cannot_prove(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    case, report = filled(client)

    path = given(client, database, case, tmp_path / "evidence.zip", tier="non-nominal")

    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()
    assert b"Acme" not in everything
    assert b"Two drums" not in everything
    assert f"proofs/{report}.json" not in names
    told = json.loads(read(path, f"records/{report}.json"))
    assert told["withheld"] == ["operator"]
    assert told["fields"]["operator"] is None
    assert told["fields"]["event"] == "theft"
    assert "not proved: names are withheld" in read(path, "index.html").decode()
    with package.opened(path) as held:
        assert package.wrong(held) is None


def test_a_disclosure_is_written_down_before_its_bytes_can_be_had(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    case, _ = filled(client)
    path = given(client, database, case, tmp_path / "evidence.zip")

    with database.read() as session:
        row = session.execute(select(Disclosure)).scalar_one()
        act = session.get_one(Act, row.id >> 24)
        assert (act.kind, act.reason) == ("disclose-case-file", "Art. 12 (3)")
        assert Store(tmp_path / "documents").path(row.sha256).read_bytes() == path.read_bytes()
    stranger = signed_in_client(app, database, [Role.SUPERVISOR], "XD-POL")
    inspector = signed_in_client(app, database, [Role.INSPECTOR], "XD-INS", "plain")
    ref = client.get(f"/cases/{case}").get_data(as_text=True).rpartition("/disclosures/")[2].partition("/")[0]
    assert stranger.get(f"/disclosures/{ref}/package").status_code == 404
    assert inspector.get(f"/disclosures/{ref}/package").status_code == 403


def test_nothing_is_disclosed_while_secrecy_stands(client: FlaskClient, database: Database) -> None:
    case, _ = filled(client)
    do(client, case, "keep-secret", authority="Court of Demoland", ground="Art. 9")

    refused = do(client, case, "disclose", 422, **GIVEN)
    page = client.get(f"/cases/{case}").get_data(as_text=True)
    hold = page.rpartition("/holds/")[2].partition('"')[0]
    assert client.post(f"/holds/{hold}/lift", data={"reason": "over"}).status_code == 303
    do(client, case, "disclose", **GIVEN)

    assert "A hold stands on this record" in refused


def test_what_another_agency_shares_is_not_passed_on(app: Flask, client: FlaskClient, database: Database) -> None:
    case, report = filled(client)
    police = signed_in_client(app, database, [Role.SUPERVISOR], "XD-POL")
    theirs = a_report(police, "P-1")
    share = {"ref": theirs, "receiver": "XD-INS", "purpose": "joint", "until": "2024-12-31", "tier": "nominal"}
    assert police.post("/shares/new", data=share).status_code == 303
    do(client, case, "link", records=theirs, role="related")

    named = do(client, case, "disclose", 422, **(GIVEN | {"records": f"{report} {theirs}"}))
    do(client, case, "disclose", **GIVEN)

    assert f"{theirs} is no record of this case that your agency owns" in named
    with database.read() as session:
        row = session.execute(select(Disclosure)).scalar_one()
        assert (row.records, row.left_out) == (2, 1)
