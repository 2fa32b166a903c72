"""The self-assessment of an agency: what met its mark of what was looked at, and how long things took."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key
from precursors.db.engine import Database
from precursors.inspections.models import Inspection
from precursors.licensing.authorisations.life import AUTHORISATION
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.notifications.models import Notification
from precursors.lives.rules import Machine
from precursors.lives.service import begin, move
from precursors.stock.life import RETURNS
from precursors.stock.models import StockReturn
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import AGENCY, YEAR, a_notification, an_application, decide, facts, records
from tests.scope.makers import a_licence_line


@pytest.fixture
def beginning() -> Filling:
    return records


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return an_application(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, tuple(Role))


def told(client: FlaskClient, year: int) -> dict[str, list[Any]]:
    """Indicator to its figures."""
    document = client.get(f"/reports/self-assessment.json?year={year}").json
    assert document is not None
    return {row[0].removeprefix("reports."): row[1:] for table in document["tables"] for row in table["rows"]}


def moved(database: Database, machine: Machine, key: bytes, *steps: tuple[str, date]) -> None:
    """Take these steps in the life of a record."""

    def unit(session: Session) -> None:
        act = open_act(session, "enter", Actor("tester", AGENCY))
        for verb, day in steps:
            move(act, machine, AGENCY, key, verb, day)
        act.seal()

    database.write(unit)


def test_shipments_are_judged_by_their_notification_and_their_quantity(client: FlaskClient) -> None:
    found = told(client, YEAR)

    assert found["exports-notified"] == [1, 0, 0]
    assert found["quantities-resolved"][:2] == [7, 7]


def test_a_share_of_nothing_is_unknown(client: FlaskClient) -> None:
    found = told(client, 1999)

    assert {share for _, _, share in list(found.values())[:8]} == {None}
    assert found["flag-decision"] == [0, None]


def test_answers_count_when_they_came_by_the_last_day(client: FlaskClient, database: Database) -> None:
    due = {"reply_by": date(YEAR, 2, 16)}
    days = {"in": date(YEAR, 2, 16), "late": date(YEAR, 2, 17), "never": None}
    rows = [a_notification(name, "received", "base_ug") | due | {"replied": day} for name, day in days.items()]
    facts(database, Notification, rows)

    assert told(client, YEAR)["answered-received"] == [3, 1, 0.333333]
    assert told(client, YEAR)["answered-sent"] == [0, 0, None]


def test_a_holder_counts_as_inspected_in_the_year_of_a_visit(client: FlaskClient, database: Database) -> None:
    database.write(lambda session: a_licence_line(session, AGENCY, "LIC-9"))
    visit = {"number": "V-1", "operator": "ACME  s.a.", "day": date(2026, 2, 1), "occasion": "routine"}
    assert told(client, 2026)["holders-inspected"] == [2, 0, 0]

    facts(database, Inspection, [visit | {"operator": "ACME SA", "key": natural_key("inspection", "V-1")}])

    assert told(client, 2026)["holders-inspected"] == [2, 2, 1]


def test_returns_count_when_they_were_handed_in_by_their_day(client: FlaskClient, database: Database) -> None:
    plain = {"operator": "Acme SA", "who": "party:acme sa", "period": "2024-Q1", "due": date(YEAR, 4, 30)}
    plain |= {"first": date(YEAR, 1, 1), "last": date(YEAR, 3, 31)}
    keys = [natural_key("stock-return", name) for name in ("in time", "late", "never")]
    facts(database, StockReturn, [plain | {"key": key} for key in keys])
    moved(database, RETURNS, keys[0], ("submit", date(YEAR, 4, 30)))
    moved(database, RETURNS, keys[1], ("submit", date(YEAR, 5, 1)))

    assert told(client, YEAR)["returns-in-time"] == [3, 1, 0.333333]


def test_the_median_of_days_from_a_complete_file_to_its_decision(client: FlaskClient, database: Database) -> None:
    plain = {"kind": "import", "substance": "acetone", "authorised": 1, "measure": "base_ug", "shipments": 1}
    first = date(YEAR, 3, 1)
    for number, day in (("A-1", date(YEAR, 3, 3)), ("A-2", date(YEAR, 3, 10)), ("A-3", date(YEAR, 3, 31))):
        key = natural_key("authorisation", number)
        facts(database, Authorisation, [plain | {"number": number, "folded": number, "edition": "e", "key": key}])
        database.write(partial(_begun, key=key, day=first))
        moved(database, AUTHORISATION, key, ("complete", first), ("grant", day))

    assert told(client, YEAR)["authorisation-decision"] == [3, 9]


def _begun(session: Session, key: bytes, day: date) -> None:
    act = open_act(session, "enter", Actor("tester", AGENCY))
    begin(act, AUTHORISATION, AGENCY, [(key, "submitted", day)])
    act.seal()


def test_flags_count_once_somebody_has_decided_them(client: FlaskClient, app: Flask, database: Database) -> None:
    year = app.extensions["here"].today.year
    flags = decide(database)

    found = told(client, year)

    assert found["flags-decided"][:2] == [flags, 1]
    assert found["flag-decision"] == [1, 0]
