"""Mexico wants each movement entered within a day (SISUS): what comes later is recorded, and flagged."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.genesis import LOCAL
from precursors.db.engine import Database
from precursors.flags.models import Flag
from tests.asking import shown
from tests.people import an_app, at, signed_in_client

MOVED = {
    "line": "1", "direction": "import", "operator": "Química SA", "counterparty": "Chemie GmbH", "origin": "DE",
    "substance": "Acetone", "quantity": "60", "unit": "kg", "licence": "L-1", "step": "record",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    make_key(tmp_path / "signing.key")
    for code, country in (("MX-COF", "MX"), ("PL-GIS", "PL")):
        database.write(
            lambda session, c=code, n=country: add(session, LOCAL, AgencyDraft(c, c, "inspection", n, "en-GB"))
        )
    made = an_app(database, tmp_path)
    at(made, datetime(2026, 6, 15, 12, tzinfo=UTC))
    return made


def entered(client: FlaskClient, document: str, day: str) -> str:
    """A shipment recorded by its form; the address of its page."""
    sent = MOVED | {"document": document, "date": day, "request_key": uuid.uuid4().hex}
    answer = client.post("/shipments/new", data=sent)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def late(database: Database) -> int:
    """How many flags tell of something late."""
    with database.read() as session:
        return len(list(session.execute(select(Flag.id).where(Flag.rule == "late-report")).scalars()))


def test_a_movement_entered_after_a_day_is_flagged_where_the_law_wants_it_sooner(
    app: Flask, database: Database
) -> None:
    mexican, polish = (signed_in_client(app, database, agency=agency) for agency in ("MX-COF", "PL-GIS"))

    in_time = entered(mexican, "D-1", "2026-06-14")
    entered(polish, "D-1", "2026-06-01")
    before = late(database)
    page = shown(mexican.get(entered(mexican, "D-2", "2026-06-13")))

    assert before == 0
    assert late(database) == 1
    assert (
        "entered after the day by which the law wants them entered (SISUS rules); one of them was due on 14 Jun" in page
    )
    assert "SISUS" not in shown(mexican.get(in_time))


def test_what_was_entered_in_time_and_is_put_right_later_is_not_late(app: Flask, database: Database) -> None:
    page = entered(signed_in_client(app, database, agency="MX-COF"), "D-1", "2026-06-15")
    at(app, datetime(2026, 6, 20, 12, tzinfo=UTC))
    client = signed_in_client(app, database, agency="MX-COF", username="later")
    right = {key: text for key, text in MOVED.items() if key != "step"}
    right |= {"document": "D-1", "date": "2026-06-15", "quantity": "61", "reason": "mistyped"}

    seen = client.post(f"{page}/correct", data=right).text.partition('name="seen" value="')[2].partition('"')[0]
    answer = client.post(f"{page}/correct", data=right | {"seen": seen, "step": "record"})

    assert answer.status_code == 303, shown(answer, answer.status_code)
    assert late(database) == 0
