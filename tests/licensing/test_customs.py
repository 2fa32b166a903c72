"""Customs of another agency endorse what they saw under an authorisation that is shared with them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from precursors.access.permissions import Role
from precursors.agencies.sharing import ShareDraft, share
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.problems import Problems
from precursors.scope.models import NOMINAL, WITHOUT_NAMES
from precursors.scope.visible import Sight
from tests.api.caller import a_caller
from tests.asking import shown
from tests.licensing.makers import a_licence_of
from tests.licensing.test_permits import NOON, balances, done, granted, refused
from tests.people import an_agency, an_app, at, signed_in_client
from tests.scope.makers import TESTER

TODAY, UNTIL = date(2026, 3, 2), date(2026, 12, 31)
SEEN = {"reference": "INV-1", "quantity": "105", "unit": "kg", "office": "Port Demo"}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def owner(app: Flask, database: Database) -> FlaskClient:
    made = signed_in_client(app, database, roles=(Role.INSPECTOR, Role.CUSTOMS_OFFICER))
    a_licence_of(database, "Chemie GmbH")
    return made


@pytest.fixture
def customs(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, roles=(Role.INSPECTOR, Role.CUSTOMS_OFFICER), agency="XD-CUS")


def an_import(owner: FlaskClient) -> str:
    """The page of an import authorisation for 100 kg, 90 of which were released for INV-1."""
    page = granted(owner, kind="import", notification="", exporter_country="DE", importer_country="", licence="L-1")
    return done(owner, page, "release", reference="INV-1", quantity="90", unit="kg")


def given(database: Database, page: str, tier: str = NOMINAL) -> None:
    """The authorisation shared with customs."""
    an_agency(database, "XD-CUS", "customs")
    draft = ShareDraft(ref=page.rsplit("/", 1)[1], receiver="XD-CUS", purpose="border", until=UNTIL, tier=tier)
    made = database.write(lambda session: share(session, TESTER, draft, Sight(("XD-INS",), TODAY), TODAY))
    assert not isinstance(made, Problems), made


def test_customs_of_another_agency_endorse_actual_against_authorised(
    owner: FlaskClient, customs: FlaskClient, database: Database
) -> None:
    page = an_import(owner)
    before = customs.get(page).status_code
    given(database, page)

    offered = customs.get(page).text
    done(customs, page, "endorse", **SEEN)
    again = refused(customs, page, "endorse", **SEEN)
    told, theirs = shown(owner.get(page)), shown(customs.get(page))

    assert before == 404
    assert f"{page}/endorse" in offered
    assert f"{page}/release" not in offered
    assert f"{page}/paper" not in offered
    assert "INV-1 has been recorded here already" in again
    assert balances(database) == {"quota": 0, "released": 90, "endorsed": 15, "excess": -5}
    for said in (told, theirs):
        assert "105.000" in said
        assert "5.000" in said
        assert "used up" in said
    with database.read() as session:
        flagged = session.execute(text("SELECT agency FROM flag WHERE rule = 'over-authorisation' ORDER BY agency"))
        assert [agency for (agency,) in flagged] == ["XD-CUS", "XD-INS"]
        assert verify(session).broken is None


@pytest.mark.parametrize("verb", ["release", "take-back", "revoke"])
def test_nothing_else_is_done_by_whom_it_is_shared_with(
    owner: FlaskClient, customs: FlaskClient, database: Database, verb: str
) -> None:
    page = an_import(owner)
    given(database, page)

    assert customs.post(f"{page}/{verb}", data=SEEN | {"reason": "why"}).status_code == 404


def test_who_sees_no_names_endorses_nothing(owner: FlaskClient, customs: FlaskClient, database: Database) -> None:
    page = an_import(owner)
    given(database, page, WITHOUT_NAMES)

    assert f"{page}/endorse" not in customs.get(page).text
    assert customs.post(f"{page}/endorse", data=SEEN).status_code == 404


def test_two_agencies_at_once_count_one_load_once(owner: FlaskClient, customs: FlaskClient, database: Database) -> None:
    page = an_import(owner)
    given(database, page)
    loads = [f"INV-{number}" for number in range(2, 12)]
    load = {"quantity": "1", "unit": "kg"}

    def at_the_border(asked: tuple[FlaskClient, str]) -> int:
        client, reference = asked
        return client.post(f"{page}/endorse", data=load | {"reference": reference}).status_code

    asked = [(client, reference) for reference in loads for client in (owner, customs)]
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(at_the_border, asked))

    assert codes == [303] * 20
    assert balances(database) == {"quota": 0, "released": 90, "endorsed": 10, "excess": 0}
    with database.read() as session:
        assert verify(session).broken is None


def test_a_program_of_customs_does_the_same(
    app: Flask, owner: FlaskClient, customs: FlaskClient, database: Database
) -> None:
    page = an_import(owner)
    given(database, page)
    program = a_caller(app, database, (Role.INSPECTOR, Role.CUSTOMS_OFFICER), "XD-CUS")

    made = program.post(f"{page}/endorse", SEEN | {"day": "2026-03-02"}, Idempotency_Key="k-1")
    known = program.ask(page)

    assert made.status_code == 201, made.text
    assert known["state"] == "exhausted"
    assert "endorse" in known["verbs"]
