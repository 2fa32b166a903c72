"""The records of a case shown to other agencies: by the tier granted, until a day, ended in one act."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.asking import shown
from tests.cases.makers import a_case, a_report, do
from tests.people import an_agency, an_app, at, signed_in_client

SHOWN = {"agencies": "XD-POL, XD-CUS", "purpose": "joint operation", "tier": "nominal", "until": "2024-06-30"}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 6, 10, 12, tzinfo=UTC))
    for code in ("XD-POL", "XD-CUS"):
        an_agency(database, code, "police")
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])


def with_a_report(client: FlaskClient) -> tuple[str, str]:
    report, case = a_report(client), a_case(client)
    do(client, case, "link", records=report, role="evidence")
    return case, report


def test_agencies_see_the_records_by_the_tier_until_the_day_and_never_the_case(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    case, report = with_a_report(client)
    police = signed_in_client(app, database, [Role.INSPECTOR], "XD-POL")
    before = police.get(f"/incident-reports/{report}").status_code

    do(client, case, "share-records", **(SHOWN | {"tier": "non-nominal"}))

    seen = shown(police.get(f"/incident-reports/{report}"))
    assert before == 404
    assert "theft" in seen
    assert "Acme" not in seen
    assert police.get(f"/cases/{case}").status_code == 404
    assert "XD-POL joint operation without names 30 Jun 2024 1" in shown(client.get(f"/cases/{case}"))
    assert report in shown(client.get("/shares/readings"))
    at(app, datetime(2024, 7, 1, 12, tzinfo=UTC))
    later = signed_in_client(app, database, [Role.INSPECTOR], "XD-POL")
    assert later.get(f"/incident-reports/{report}").status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


def test_what_is_shown_is_ended_in_one_act(app: Flask, client: FlaskClient, database: Database) -> None:
    case, report = with_a_report(client)
    do(client, case, "share-records", **SHOWN)
    again = do(client, case, "share-records", 422, **SHOWN)
    police = signed_in_client(app, database, [Role.INSPECTOR], "XD-POL")
    seen = shown(police.get(f"/incident-reports/{report}"))

    do(client, case, "end-sharing", reason="over")

    assert "Acme" in seen
    assert "see already" in again
    assert police.get(f"/incident-reports/{report}").status_code == 404
    assert "Nothing of this case is shown" in do(client, case, "end-sharing", 422, reason="over")


def test_secrecy_an_unknown_agency_and_a_past_day_are_refused(client: FlaskClient) -> None:
    case, _ = with_a_report(client)

    unknown = do(client, case, "share-records", 422, **(SHOWN | {"agencies": "XD-XYZ"}))
    past = do(client, case, "share-records", 422, **(SHOWN | {"until": "2024-06-09"}))
    do(client, case, "keep-secret", authority="Court of Demoland", ground="Art. 9")
    secret = do(client, case, "share-records", 422, **SHOWN)

    assert "XD-XYZ" in unknown
    assert "There is a problem" in past
    assert "A hold stands on this record" in secret
