"""The pages of the register, through a signed-in browser, on both engines."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.licensing.models import LicenceLine, Operator
from tests.asking import counted, links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.scope.makers import a_licence_line, an_operator, reference
from tests.stock.test_journey import took
from tests.trade.cells import entered

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    an_agency(database, "XD-CUS", "customs")
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def operator(database: Database, name: str = "Acme SA", identifier: str = "2060", agency: str = "XD-INS") -> str:
    key = database.write(lambda session: an_operator(session, agency, identifier, name))
    return reference(database, Operator, key)


def licence(database: Database, number: str = "LIC-1", agency: str = "XD-INS") -> str:
    key = database.write(lambda session: a_licence_line(session, agency, number))
    return reference(database, LicenceLine, key)


def test_an_operator_is_found_by_name_and_shown_with_licences_and_months(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    ref = operator(database)
    operator(database, "Other Ltd", "77")
    licence(database)
    entered(database, tmp_path, operator="Acme SA", date="2024-03-01", quantity="10", unit="kg")

    found = links(client.get("/operators?text=ACME"), "/operators/OPR")
    page = shown(client.get(f"/operators/{ref}"))

    assert found == [f"/operators/{ref}"]
    assert "LIC-1" in page
    assert "acetone 10.000 kg 10.000 kg" in page
    assert "2024-03 acetone import 1 10.000 kg" in page


def test_what_an_operator_does_is_told_in_words_and_what_nobody_lists_as_it_stands(client: FlaskClient) -> None:
    stated = {"identifier": "2061", "name": "Mina SA", "country": "XD", "roles": "importer, end_user; Beneficiadora"}
    page = client.post("/operators/new", data=stated).headers["Location"]

    assert "Roles importer, end user, Beneficiadora" in shown(client.get(page))
    assert "importador, usuario final, Beneficiadora" in shown(
        client.get("/operators?language=es", follow_redirects=True)
    )


def test_months_of_an_operator_hold_what_was_declared_before_it_was_corrected(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    operator(database)
    entered(database, tmp_path, operator="Acme SA", date="2024-03-01", quantity="10", unit="kg")
    new = [{"Registration No": "2060", "Name": "Acme SA", "Address": "Port Road 1"}]
    took(database, tmp_path, "operators", new, correct=True, reason="moved")

    (page,) = links(client.get("/operators?text=ACME"), "/operators/OPR")

    assert "2024-03 acetone import 1 10.000 kg" in shown(client.get(page))


def test_a_licence_shows_each_year_and_what_was_drawn(client: FlaskClient, database: Database) -> None:
    ref = licence(database)

    page = shown(client.get(f"/licences/{ref}"))

    assert "Acme SA" in page
    assert "1 Jan 2026 – 31 Dec 2026" in page
    assert "The licence sets no ceiling" in page


def test_licences_are_narrowed_by_what_they_are_today(app: Flask, client: FlaskClient, database: Database) -> None:
    ref = f"/licences/{licence(database)}"

    def listed(day: date, state: str) -> list[str]:
        at(app, datetime(day.year, day.month, day.day, 12, tzinfo=NOON.tzinfo))
        mine = signed_in_client(app, database)
        return links(mine.get(f"/licences?state={state}"), "/licences/LIC")

    assert listed(date(2026, 6, 1), "active") == [ref]
    assert listed(date(2026, 6, 1), "expiring") == []
    assert listed(date(2026, 12, 15), "expiring") == [ref]
    assert listed(date(2027, 1, 1), "active") == []
    assert listed(date(2027, 1, 1), "expired") == [ref]
    assert listed(date(2026, 6, 1), "revoked") == []


def test_what_is_foreign_is_not_there(client: FlaskClient, database: Database) -> None:
    foreign = operator(database, agency="XD-CUS"), licence(database, agency="XD-CUS")

    assert client.get(f"/operators/{foreign[0]}").status_code == 404
    assert client.get(f"/licences/{foreign[1]}").status_code == 404
    assert client.get(f"/licences/{foreign[0]}").status_code == 404
    assert "No operator is registered yet" in shown(client.get("/operators"))


def test_names_are_shown_inert(client: FlaskClient, database: Database) -> None:
    ref = operator(database, HOSTILE)

    for path in ("/operators", f"/operators/{ref}"):
        page = client.get(path)
        assert HOSTILE in shown(page)
        assert "<img src=x" not in page.text


def test_a_list_asks_as_often_for_many_as_for_one_and_pages_hold_each_once(
    client: FlaskClient, database: Database
) -> None:
    operator(database, "name 00", "0")
    client.get("/operators")
    with counted(database) as one:
        client.get("/operators")
    for number in range(1, 53):
        operator(database, f"name {number:02}", str(number))
    with counted(database) as many:
        page = client.get("/operators")

    first = links(page, "/operators/OPR")
    (onward,) = links(page, "?after=")
    second = links(client.get(f"/operators{onward}"), "/operators/OPR")

    assert len(many) <= len(one)  # a page that is full need not ask for those without names
    assert (len(first), len({*first, *second})) == (50, 53)


def test_a_line_from_before_there_were_lives_stands_where_it_was_stated(app: Flask, database: Database) -> None:
    chief = signed_in_client(app, database, (Role.SUPERVISOR,), username="chief")
    page = f"/licences/{licence(database)}"

    before = shown(chief.get(page))
    done = chief.post(f"{page}/suspend", data={"reason": "unpaid"})
    after = shown(chief.get(page))

    assert "in force" in before
    assert "Suspend" in before
    assert done.status_code == 303
    assert "suspended since" in after


def test_a_list_names_operators_by_their_registered_names_with_the_number_beneath(
    client: FlaskClient, database: Database
) -> None:
    operator(database, "Química Ábaco")
    database.write(lambda session: a_licence_line(session, "XD-INS", holder="2060"))

    told = client.get("/licences").text

    assert 'Química Ábaco</bdi> <br><span class="pcr-quiet pcr-nowrap"><bdi>2060</bdi>' in told
