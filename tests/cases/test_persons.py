"""Persons of a case: known until its purpose has ended, then forgotten, with the chain whole and the act on record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.cases.rules import forgetting_against
from precursors.db.engine import Database
from tests.asking import shown
from tests.cases.makers import a_case, do
from tests.people import an_app, at, signed_in_client

BOTH = (Role.INSPECTOR, Role.SUPERVISOR)
JUNE, DECADE_LATER = datetime(2024, 6, 10, 12, tzinfo=UTC), datetime(2034, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, JUNE)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, BOTH)


def with_a_witness(client: FlaskClient) -> str:
    case = a_case(client)
    do(client, case, "name-person", name="Maria Quispe", concerned="witness", contact="+51 999", identifier="401")
    return case


def broken(database: Database) -> str | None:
    with database.read() as session:
        found = verify(session).broken
    return found.values.get("what", found.code) if found else None


def everything_kept(database: Database) -> str:
    """Every text of the tables in which a person of a case could stand."""
    with database.read() as session:
        rows = [
            tuple(row)
            for table in ("case_person", "person_text", "person_erasure", "act")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    return repr(rows)


def octets_of(database: Database) -> bytes:
    """Every byte of an embedded database, with its log; none where there is no file to read."""
    file = database.file
    found = [file, file.with_name(f"{file.name}-wal")] if file else []
    return b"".join(each.read_bytes() for each in found if each.exists())


def test_whoever_was_forgotten_stands_nowhere_in_the_file_nor_in_its_log(
    client: FlaskClient, database: Database
) -> None:
    case = with_a_witness(client)
    before = octets_of(database)

    do(client, case, "forget", ground="Art. 17", order="DPA-7")

    assert (b"Maria Quispe" in before) is database.is_sqlite
    assert b"Maria Quispe" not in octets_of(database)


def test_a_person_is_forgotten_after_the_purpose_has_ended_and_the_chain_is_whole(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    case = with_a_witness(client)
    before = everything_kept(database)
    known = shown(client.get(f"/cases/{case}"))

    open_ = do(client, case, "forget", 422, ground="Art. 17")
    do(client, case, "close", day="2024-06-10", reason="over")
    early = do(client, case, "forget", 422, ground="Art. 17")
    at(app, DECADE_LATER)
    client = signed_in_client(app, database, BOTH)
    do(client, case, "forget", ground="Art. 17")

    after = shown(client.get(f"/cases/{case}"))
    assert "Maria Quispe witness 401 +51 999" in known
    assert "its purpose has not ended" in open_
    assert "kept until" in early
    assert "forgotten witness" in after
    assert "Art. 17 investigation" in after
    assert "Maria" in before
    assert "Maria" not in everything_kept(database)
    assert broken(database) is None
    assert "Nobody is named" in do(client, case, "forget", 422, ground="Art. 17")


def test_an_order_goes_before_the_end_and_a_hold_before_an_order(client: FlaskClient, database: Database) -> None:
    case = with_a_witness(client)
    do(client, case, "keep-secret", authority="Court of Demoland", ground="Art. 9")
    held = do(client, case, "forget", 422, ground="Art. 17", order="DPA-7")
    hold = client.get(f"/cases/{case}").get_data(as_text=True).rpartition("/holds/")[2].partition('"')[0]
    client.post(f"/holds/{hold}/lift", data={"reason": "over"})

    do(client, case, "forget", ground="Art. 17", order="DPA-7")

    assert "A hold stands on this record" in held
    assert "Art. 17 DPA-7" in shown(client.get(f"/cases/{case}"))
    assert broken(database) is None


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM person_text", 'UPDATE person_text SET text = \'{"name": "Somebody else"}\''],
    ids=["lost", "changed"],
)
def test_a_text_that_is_lost_or_changed_without_an_act_is_found(
    client: FlaskClient, database: Database, harm: str
) -> None:
    with_a_witness(client)

    database.write(lambda session: session.execute(text(harm)))

    assert (broken(database) or "").startswith("person ")


def test_who_may_not_forget_does_not(app: Flask, client: FlaskClient, database: Database) -> None:
    case = with_a_witness(client)
    inspector = signed_in_client(app, database, [Role.INSPECTOR], "XD-INS", "plain")

    assert inspector.post(f"/cases/{case}/forget", data={"ground": "x", "order": "y"}).status_code == 403


@pytest.mark.parametrize(
    ("state", "since", "order", "code"),
    [
        ("opened", None, False, "case.purpose-goes-on"),
        ("suspended", date(2024, 1, 1), False, "case.purpose-goes-on"),
        ("closed", date(2024, 1, 1), False, "case.kept-until"),
        ("closed", date(2023, 12, 31), False, None),
        ("archived", date(2023, 1, 1), False, None),
        ("opened", None, True, None),
    ],
)
def test_a_purpose_ends_with_the_case_and_its_period(
    state: str, since: date | None, order: bool, code: str | None
) -> None:
    found = forgetting_against(state, since, 10, date(2024, 1, 11), by_order=order)

    assert (found.code if found else None) == code
