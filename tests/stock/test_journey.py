"""A year of one operator's stock over HTTP: expected, filled in, handed in, held against its shipments, accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.app.kinds import desk
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Answer, Request, take_in
from precursors.flags.models import Flag
from tests.asking import counted, links, shown
from tests.factories import a_licence, a_shipment, a_workbook
from tests.people import an_app, at, signed_in_client

TODAY = date(2024, 7, 10)
ACME = "ACM-1"
HEAD = {
    "operator": "Operator", "site": "Site", "period": "Period", "substance": "Substance", "process_name": "Process",
    "unit": "Unit", "opening": "Opening Stock", "received": "Received", "sent": "Sent Out", "used": "Used",
    "loss": "Process Loss", "waste": "Waste", "closing": "Closing Stock", "counted": "Counted Stock",
    "comment": "Establishment Comment",
}  # fmt: skip


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, datetime(2024, 7, 10, 12, tzinfo=UTC))
    return made


@pytest.fixture
def client(app: Flask, database: Database, tmp_path: Path) -> FlaskClient:
    made = signed_in_client(app, database)
    operators = [{"Registration No": ACME, "Name": "Acme SA"}, {"Registration No": "BET-2", "Name": "Beta Ltd"}]
    took(database, tmp_path, "operators", operators)
    took(database, tmp_path, "licences", [a_licence(Holder=ACME, Activities="import, domestic")])
    return made


def took(database: Database, home: Path, kind: str, rows: list[dict[str, Any]], **asked: Any) -> Answer:  # noqa: ANN401 - of a request
    """Rows handed in as a workbook of a kind, which must be taken."""
    path = a_workbook(home / f"{kind}.xlsx", {kind: rows})
    return handed_in(database, home, kind, path, **asked)


def handed_in(
    database: Database,
    home: Path,
    kind: str,
    path: Path,
    state: str = "committed",
    **asked: Any,  # noqa: ANN401 - of a request
) -> Answer:
    """A file handed in for the tests' agency, and what must come of it."""
    settings = load({"PRECURSORS_HOME": str(home)})
    given = Request(kind, path, "XD-INS", Actor("ines", "XD-INS"), TODAY, **asked)
    answer = take_in(desk(settings, database, Store(home / "documents")), given)
    assert answer.state == state, [answer.problem, answer.outcome.rejected]
    return answer


def a_line(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """A line of acetone of the first quarter that comes out."""
    plain = {
        "operator": ACME, "period": "2024-Q1", "substance": "Acetone", "unit": "kg", "opening": 100, "received": 30,
        "sent": 0, "used": 60, "loss": 1, "waste": 0, "closing": 69,
    }  # fmt: skip
    return {HEAD[name]: value for name, value in (plain | changes).items()}


def filled(octets: bytes, path: Path, row: int, **cells: Any) -> Path:  # noqa: ANN401 - any value a cell can hold
    """The workbook of a return with some cells of one row filled in."""
    book = openpyxl.load_workbook(BytesIO(octets))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        cell = sheet.cell(row=row, column=columns[HEAD[name]])
        assert not cell.protection.locked, name
        cell.value = value
    book.save(path)
    return path


def flags(database: Database) -> list[str]:
    """The rules of every flag."""
    with database.read() as session:
        return list(session.execute(select(Flag.rule).order_by(Flag.id)).scalars())


def test_a_return_is_expected_filled_in_handed_in_and_accepted(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line()])
    moves = [
        a_shipment(document="D-1", operator=ACME, date=date(2024, 4, 5), quantity=40),
        a_shipment(document="D-2", operator="BET-2", date=date(2024, 5, 6), quantity=7, direction="domestic",
                   counterparty="Acme SA"),
    ]  # fmt: skip
    took(database, tmp_path, "shipments", moves)

    assert links(client.get("/returns"), "/reporting-cycle")
    opened = client.post("/reporting-cycle", data={"period": "2024-Q2"}, follow_redirects=True)
    (page,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    octets = client.get(f"{page}/workbook.xlsx").data
    path = filled(octets, tmp_path / "q2.xlsx", 2, used=80, loss=1, waste=0, closing=35, counted=35)
    handed_in(database, tmp_path, "stock", path)
    submitted = shown(client.get(page))
    client.post(f"{page}/validate", data={})
    asked = shown(client.get(f"{page}/comment"))
    client.post(f"{page}/comment", data={"stream": "internal", "text": "Counted by Ines"})
    client.post(f"{page}/accept", data={})

    told = shown(client.get(page))
    assert "New returns expected for 2024-Q2: 1." in shown(opened)
    assert "submitted" in submitted
    assert "47.000 kg" in submitted
    assert "error" not in submitted.partition("Tolerances")[0].replace("errors", "")
    assert "The rules find nothing" in submitted
    assert "accepted since" in told
    assert "Counted by Ines" in told
    assert "Comment for both sides the agency only from the establishment" in asked
    assert flags(database) == []
    with database.read() as session:
        assert verify(session).broken is None


def test_what_was_sent_and_not_declared_stands_as_an_error_on_the_page(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    sold = a_shipment(document="D-1", operator=ACME, date=date(2024, 2, 5), quantity=40, direction="export")
    took(database, tmp_path, "shipments", [sold])
    took(database, tmp_path, "stock", [a_line() | {"Sent Out": None}])
    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")

    told = shown(client.get(page))
    refused = shown(client.post(f"{page}/validate", data={}), 422)

    assert "acetone Out, against shipments 40.000 kg -40.000 kg error" in told
    assert "Errors that stand against it" in refused


def test_what_does_not_come_out_is_flagged_explained_and_not_validated(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line()])
    took(database, tmp_path, "shipments", [a_shipment(operator=ACME, date=date(2024, 4, 5), quantity=40)])
    rows = [
        a_line(period="2024-Q2", opening=60, received=0, used=None, loss=None, closing=20),
        a_line(
            period="2024-Q2",
            process_name="paint",
            opening=None,
            received=None,
            sent=None,
            closing=None,
            used=10,
            loss=3,
        ),
    ]
    answer = took(database, tmp_path, "stock", rows)

    (page,) = links(client.get("/returns?text=2024-Q2"), "/returns/RET")
    refused = shown(client.post(f"{page}/validate", data={}), 422)
    told = shown(client.get(page))
    returned = client.post(f"{page}/return", data={"reason": "the balance does not come out"})

    assert answer.outcome.flags == 2
    assert sorted(flags(database)) == ["broken-periods", "mass-balance-gap"]
    assert "Errors that stand against it" in refused
    assert "Closing against the balance warning 0.5 % 0.05 kg Demoland Precursors Order 2015" in told
    assert "One shipment that was left out explains it" in told
    assert "the opening of acetone is 60 kg, the closing before was 69 kg" in told.casefold()
    assert returned.status_code == 303
    assert "returned since" in shown(client.get(page))


@pytest.mark.parametrize(
    ("country", "period", "day", "law"),
    [
        ("BR", "2024-06", "15 Jul 2024", ""),
        ("MX", "2023", "29 Feb 2024", ""),
        ("PE", "2024-06", None, "by the schedule of monthly tax obligations"),
        ("CL", "2024-06", None, "RESUQ monthly inventories"),
        ("IN", "2024-Q2", None, "form H"),
    ],
)
def test_a_day_nobody_knows_is_told_and_waits_for_a_person(
    app: Flask, database: Database, country: str, period: str, day: str | None, law: str
) -> None:
    draft = AgencyDraft(f"{country}-PF", "Agency", "inspection", country)
    database.write(lambda session: add(session, LOCAL, draft))
    client = signed_in_client(app, database, agency=draft.code)
    page = client.post("/returns/new", data={"operator": "Acme", "period": period}).headers["Location"]

    told, start = shown(client.get(page)), shown(client.get("/"))

    assert ("No day is known by which it is due: a person has to check" in told) == (day is None)
    assert ("Returns of stock whose day nobody here knows" in start) == (day is None)
    assert day is None or day in told
    assert law in told


def the_workbook(client: FlaskClient, path: Path, period: str = "2024-Q2") -> Path:
    """The workbook of a return, its figures filled in."""
    (page,) = links(client.get(f"/returns?text={period}"), "/returns/RET")
    return filled(client.get(f"{page}/workbook.xlsx").data, path, 2, used=10, loss=0, waste=0, closing=59)


def changed(path: Path, **cells: Any) -> Path:  # noqa: ANN401 - any value a cell can hold
    """The workbook with locked cells changed by somebody who has lifted the protection."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        sheet.cell(row=2, column=columns[HEAD[name]]).value = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cells", "code"),
    [({"operator": "BET-2"}, "stock.stamp-other"), ({"period": "2024-Q1"}, "stock.stamp-other"), ({}, None)],
)
def test_a_workbook_is_taken_only_as_what_it_was_made_for(
    client: FlaskClient, database: Database, tmp_path: Path, cells: dict[str, str], code: str | None
) -> None:
    took(database, tmp_path, "stock", [a_line()])
    client.post("/reporting-cycle", data={"period": "2024-Q2"})
    path = changed(the_workbook(client, tmp_path / "q2.xlsx"), **cells)

    answer = handed_in(database, tmp_path, "stock", path, state="committed" if code is None else "refused")

    assert (answer.problem.code if answer.problem else None) == code


def test_a_workbook_filled_in_from_an_old_closing_is_to_be_taken_again(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line()])
    client.post("/reporting-cycle", data={"period": "2024-Q2"})
    old = the_workbook(client, tmp_path / "old.xlsx")
    took(database, tmp_path, "stock", [a_line(used=59, closing=70)], correct=True, reason="counted again")

    refused = handed_in(database, tmp_path, "stock", old, state="refused")
    handed_in(database, tmp_path, "stock", the_workbook(client, tmp_path / "new.xlsx"))

    assert refused.problem is not None
    assert refused.problem.code == "stock.stamp-old"


def test_a_line_is_put_right_on_its_page_with_a_reason(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    took(database, tmp_path, "stock", [a_line()])
    (page,) = links(client.get("/stock"), "/stock/STL")
    form = client.get(f"{page}/rectify").text
    same = {"unit": "kg", "opening": "100", "received": "30", "sent": "0", "used": "60", "loss": "1", "waste": "0"}

    unsaid = shown(client.post(f"{page}/rectify", data=same | {"closing": "69"}), 422)
    client.post(f"{page}/rectify", data=same | {"closing": "69", "reason": "nothing"})
    with database.read() as session:
        untouched = verify(session).acts
    made = client.post(f"{page}/rectify", data=same | {"closing": "68", "reason": "counted again"})

    assert 'value="100"' in form
    assert "reason" in unsaid.casefold()
    assert made.status_code == 303, shown(made, made.status_code)
    (back,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")
    assert "68.000 kg" in shown(client.get(back))
    assert "amended since" in shown(client.get(back))
    with database.read() as session:
        after = verify(session)
    assert (after.broken, after.acts) == (None, untouched + 1)


def test_a_correction_amends_the_return_and_keeps_both(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    took(database, tmp_path, "stock", [a_line()])
    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")
    client.post(f"{page}/validate", data={})

    took(database, tmp_path, "stock", [a_line(used=59, closing=70)], correct=True, reason="counted again")

    assert "amended since" in shown(client.get(page))
    assert "70.000 kg" in shown(client.get(page))
    with database.read() as session:
        assert verify(session).broken is None


def test_the_page_of_a_return_asks_as_often_for_many_shipments_as_for_one(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line(), a_line(substance="Toluene")])
    (page,) = links(client.get("/returns?text=2024-Q1"), "/returns/RET")
    client.get(page)
    with counted(database) as few:
        client.get(page)
    moves = [a_shipment(line=str(n), operator=ACME, date=date(2024, 2, 5), quantity=n) for n in range(1, 41)]
    took(database, tmp_path, "shipments", moves)
    with counted(database) as many:
        client.get(page)

    assert len(many) <= len(few) + 8
