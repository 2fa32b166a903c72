"""A shelf over HTTP: entered on a page, found, moved on, taken away and handed in again; the API says the same."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.api.caller import a_caller, an_api
from tests.asking import counted, links, shown
from tests.people import NOON, an_app, at, signed_in_client

TYPED = {
    "number": "EUD-7", "supplier": "Acme SA", "customer": "Tannery Ltd", "substance": "Acetone", "quantity": "500",
    "unit": "kg", "term": "multiple", "use": "cleaning of moulds", "signed_on": "2026-10-01", "valid_to": "2027-09-30",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def entered(client: FlaskClient, **changes: str) -> str:
    answer = client.post("/customer-declarations/new", data=TYPED | changes)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("text", "hits"), [("50%", 1), ("5_", 0), ("%", 1), ("tann", 2), ("eud 50% (/)", 1), ("/", 1), ("!", 0)]
)
def test_a_text_is_searched_as_it_stands(client: FlaskClient, text: str, hits: int) -> None:
    entered(client, number="EUD-8")
    entered(client, number="EUD 50% (/)")

    for asked in ("nothing of this name", text):  # the question is kept, what was asked is not
        found = links(client.get("/customer-declarations", query_string={"text": asked}), "/customer-declarations/DCL")

    assert len(found) == hits


def test_a_record_is_entered_found_and_moved_on(client: FlaskClient, database: Database) -> None:
    page = entered(client)
    entered(client, number="EUD-8", customer="Other")

    found = links(client.get("/customer-declarations?text=TANNERY"), "/customer-declarations/DCL")
    before = shown(client.get(page))
    client.post(f"{page}/withdraw", data={"reason": "signed by mistake", "day": "2026-11-02"})
    after = shown(client.get(page))
    again = client.post(f"{page}/withdraw", data={"reason": "once more", "day": "2026-11-03"})

    assert found == [page]
    assert "Tannery Ltd" in before
    assert "in force" in before
    assert "withdrawn since 2 Nov 2026" in after
    assert "signed by mistake" in after
    assert "is not possible while the record is “withdrawn”" in shown(again, 422)
    assert [*links(client.get("/customer-declarations?state=withdrawn"), "/customer-declarations/DCL")] == [page]
    with database.read() as session:
        assert verify(session).broken is None


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(client: FlaskClient) -> None:
    answer = client.post("/customer-declarations/new", data=TYPED | {"valid_to": "", "unit": "sacks", "use": ""})

    told = shown(answer, 422)
    assert "A declaration for several deals needs its last day" in told
    assert "A value is needed here" in told
    assert "Tannery Ltd" in answer.text


def test_an_amount_is_shown_as_it_was_typed(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    page = entered(client, quantity="1,500.00")

    told = a_caller(an_api(database, tmp_path), database).ask(page)
    read = shown(client.get(page))

    assert (told["quantity"], told["amount"]) == ("1,500.00", 1500 * 10**9)
    assert "1,500.00" in read
    assert "'1,500.00" not in read


def test_a_verb_asks_for_its_reason_and_a_day_that_has_come(client: FlaskClient) -> None:
    page = entered(client)

    told = shown(client.post(f"{page}/close", data={"day": "2027-01-01"}), 422)
    ahead = shown(client.post(f"{page}/close", data={"day": "2027-01-01", "reason": "over"}), 422)

    assert "reason" in told.casefold()
    assert "has not come yet" in ahead


def test_a_document_and_a_flag_lie_at_the_record(client: FlaskClient) -> None:
    page = entered(client)

    client.post(f"{page}/documents", data={"file": (BytesIO(b"%PDF-signed"), "scan.pdf")})
    client.post(f"{page}/flag", data={"reason": "signature looks copied"})

    answer = client.get(page)
    told = shown(answer)
    (flag,) = links(answer, "/flags/FLG")
    beside = shown(client.get(flag))
    assert "scan.pdf" in told
    assert "signature looks copied" in told
    assert "Tannery Ltd" in beside


def test_the_list_asks_as_often_for_many_as_for_one(client: FlaskClient, database: Database) -> None:
    entered(client)
    client.get("/customer-declarations")
    with counted(database) as one:
        client.get("/customer-declarations")
    for number in range(53):
        entered(client, number=f"X-{number}")
    with counted(database) as many:
        page = client.get("/customer-declarations")

    first = links(page, "/customer-declarations/DCL")
    (onward,) = links(page, "?after=")
    second = links(client.get(f"/customer-declarations{onward}"), "/customer-declarations/DCL")
    assert len(many) <= len(one) + 1
    assert len(first) == 50
    assert len({*first, *second}) == 54


def test_an_export_is_known_already_when_it_is_handed_in(app: Flask, client: FlaskClient, database: Database) -> None:
    entered(client)

    taken = client.get("/exports/customer-declarations.csv")
    other = signed_in_client(app, database, [Role.INSPECTOR], agency="XD-CUS")

    assert "EUD-7" in taken.text
    assert "EUD-7" not in other.get("/exports/customer-declarations.csv").text
    assert client.get("/templates/customer-declarations.xlsx").status_code == 200


def test_the_api_enters_reads_lists_and_moves(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database)
    fields = {name: text for name, text in TYPED.items() if name not in {"signed_on", "valid_to"}}
    fields |= {"signed_on": "2026-01-05", "valid_to": "2027-01-04"}

    made = caller.post("/customer-declarations", fields)
    place = made.headers["Location"].removeprefix("/api/v1")
    same = caller.post("/customer-declarations", fields)
    moved = caller.post(f"{place}/withdraw", {"reason": "signed by mistake"})
    wrong = caller.post("/customer-declarations", fields | {"number": "EUD-9", "substance": "fairy dust"})

    assert (made.status_code, same.status_code, moved.status_code, wrong.status_code) == (201, 200, 201, 422)
    told = caller.ask(place)
    assert (told["state"], told["substance"], told["amount"]) == ("withdrawn", "acetone", 500 * 10**9)
    assert [step["verb"] for step in told["steps"]] == ["withdraw"]
    assert [each["number"] for each in caller.ask("/customer-declarations?state=withdrawn")["items"]] == ["EUD-7"]
