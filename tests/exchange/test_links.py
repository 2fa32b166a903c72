"""One-time links: an operator hands one file in and sees nothing else."""

from __future__ import annotations

import html
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.agencies.notices import inbox
from precursors.db.clock import database_time
from precursors.db.engine import Database
from precursors.exchange.links import MOST_ATTEMPTS
from precursors.exchange.upload_models import HandIn, Upload
from tests.exchange.uploading import Person, somebody
from tests.factories import a_workbook, shipments


def a_link(person: Person, **typed: Any) -> str:  # noqa: ANN401 - a form's values
    """The address of a new link, as the page shows it once."""
    page = person.client.post("/uploads/links", data={"operator": "Acme", "kind": "shipments", "days": "7"} | typed)
    found = re.search(r"http://localhost(/hand-in/[^<\s]+)", html.unescape(page.text))
    assert found, page.text
    return found[1]


def hand_in(client: FlaskClient, address: str, file: Path) -> Any:  # noqa: ANN401 - a response
    return client.post(address, data={"file": (BytesIO(file.read_bytes()), file.name)})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return a_workbook(tmp_path / "acme.xlsx", shipments(2))


def test_a_file_handed_in_waits_for_the_agency_under_the_name_of_its_sender(
    person: Person, database: Database, file: Path
) -> None:
    address = a_link(person)
    operator = person.app.test_client()
    shown = operator.get(address).text

    answer = hand_in(operator, address, file)
    person.work()

    assert "Agency XD-INS" in shown
    assert answer.status_code == 200
    assert "Acme" in person.client.get("/uploads").text
    with database.aside.read() as session:
        assert [notice.text for notice in inbox(session, "ines")] == ["exchange.notice-handed-in"]
    with person.database.aside.read() as session:
        (upload,) = session.execute(select(Upload)).scalars()
    assert (upload.state, upload.sender, upload.agency) == ("review", "Acme", "XD-INS")


def test_a_link_opens_once(person: Person, file: Path) -> None:
    address, operator = a_link(person), person.app.test_client()
    hand_in(operator, address, file)

    assert operator.get(address).status_code == 404
    assert hand_in(operator, address, file).status_code == 404


def test_a_withdrawn_an_old_and_an_unknown_link_open_nothing(person: Person, database: Database) -> None:
    withdrawn, old = a_link(person, operator="One"), a_link(person, operator="Two")
    with database.aside.read() as session:
        one = session.execute(select(HandIn.id).where(HandIn.operator == "One")).scalar_one()
    person.client.post(f"/uploads/links/{one}/withdraw")

    def expire(session: Any) -> None:  # noqa: ANN401 - a session
        session.execute(select(HandIn).where(HandIn.operator == "Two")).scalar_one().until = database_time(session)

    database.aside.write(expire)

    anybody = person.app.test_client()
    assert {anybody.get(address).status_code for address in (withdrawn, old, "/hand-in/guess")} == {404}


def test_a_link_tried_too_often_without_a_file_closes(person: Person) -> None:
    address, operator = a_link(person), person.app.test_client()

    answers = [operator.post(address).status_code for _ in range(MOST_ATTEMPTS + 1)]

    assert answers == [422] * MOST_ATTEMPTS + [404]


def test_an_operator_with_a_link_can_open_no_other_page(person: Person) -> None:
    operator = person.app.test_client()
    operator.get(a_link(person))

    closed = ["/uploads", "/uploads/new", "/uploads/links", "/jobs", "/exports/shipments.csv"]

    assert all(operator.get(page).status_code in {302, 303, 401, 403} for page in closed)


def test_only_a_hash_of_the_code_is_kept(person: Person, database: Database) -> None:
    code = a_link(person).rsplit("/", 1)[1]

    with database.aside.read() as session:
        (kept,) = session.execute(select(HandIn)).scalars()

    assert code not in str(vars(kept))


def test_a_link_without_operator_or_for_too_long_is_not_made(person: Person) -> None:
    answer = person.client.post("/uploads/links", data={"operator": " ", "kind": "shipments", "days": "900"})

    assert answer.status_code == 422
    assert 'href="#operator"' in answer.text
    assert 'href="#days"' in answer.text


def test_who_may_not_invite_makes_no_link(database: Database, tmp_path: Path) -> None:
    officer = somebody(database, tmp_path / "home", Role.CUSTOMS_OFFICER, username="carl")

    assert officer.client.post("/uploads/links", data={"operator": "A"}).status_code == 403
