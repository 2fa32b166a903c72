"""Reports over HTTP and at the command line: figures, the way down, workbook, JSON, filed editions; on both engines."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.audit.keys import natural_key
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.i18n.catalogue import text
from precursors.reports.report import reports
from precursors.reports.seeing import of_edition
from precursors.stock.models import StockLine
from tests.api.caller import a_caller, an_api
from tests.asking import links, shown
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.scope.makers import recorded
from tests.trade.cells import entered


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    """Two years of an operator: 10 kg in, then 30 kg in and 15 kg out, and one line nobody can weigh."""
    an_agency(database)
    entered(database, tmp_path, document="D-1", date="2023-05-01", operator="Acme SA", quantity="10", unit="kg")
    entered(database, tmp_path, document="D-2", date="2024-02-01", operator="Acme SA", quantity="30", unit="kg")
    out = {"direction": "export", "origin": "XD", "destination": "DE"}
    entered(database, tmp_path, document="D-3", date="2024-03-01", operator="Acme SA", quantity="15", unit="kg", **out)
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, [Role.SUPERVISOR])


@pytest.mark.parametrize("name", sorted(reports()))
def test_every_report_has_its_page_its_workbook_and_its_document(client: FlaskClient, name: str) -> None:
    page = client.get(f"/reports/{name}?year=2024")
    workbook = client.get(f"/reports/{name}.xlsx?year=2024")
    told = client.get(f"/reports/{name}.json?year=2024").json

    assert text("pages", f"reports.{name}") in shown(page)
    assert text("pages", f"reports.{name}-lead") in shown(page)
    assert openpyxl.load_workbook(BytesIO(workbook.data)).sheetnames
    assert told is not None
    assert (told["report"], told["year"], told["agencies"]) == (name, 2024, ["XD-INS"])


def test_the_balance_of_an_operator_opens_with_the_years_before_and_leads_to_its_records(client: FlaskClient) -> None:
    (table,) = client.get("/reports/mass-balance.json?year=2024").json["tables"]  # type: ignore[index]  # a document
    (down,) = (
        each for each in links(client.get("/reports/mass-balance?year=2024"), "/reports/") if "column=closing" in each
    )

    assert table["rows"] == [["Acme SA", "acetone", "10", "30", "15", "25"]]
    assert len(links(client.get(down), "/shipments/SHP")) == 3


def test_what_is_foreign_is_in_no_figure(app: Flask, database: Database) -> None:
    other = signed_in_client(app, database, [Role.SUPERVISOR], agency="XD-CUS")

    (table,) = other.get("/reports/mass-balance.json?year=2024").json["tables"]  # type: ignore[index]  # a document
    assert table["rows"] == []


def test_what_is_filed_stays_as_it_was(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    client.post("/reports/mass-balance?year=2024", data={"receiver": "the Board"})
    entered(database, tmp_path, document="D-4", date="2024-04-01", operator="Acme SA", quantity="5", unit="kg")
    client.post("/reports/mass-balance?year=2024", data={})

    page = client.get("/reports/mass-balance?year=2024")
    second, first = (links(client.get(each), "/documents/")[0] for each in links(page, "/reports/filed/RPT"))
    frozen = json.loads(client.get(first).data)
    assert frozen["tables"][0]["rows"] == [["Acme SA", "acetone", "10", "30", "15", "25"]]
    assert json.loads(client.get(second).data)["tables"][0]["rows"] == [["Acme SA", "acetone", "10", "35", "15", "30"]]
    assert "the Board" in shown(page)
    with database.read() as session:
        assert verify(session).broken is None


def test_an_unknown_report_or_year_is_not_there_and_readers_do_not_file(app: Flask, database: Database) -> None:
    inspector = signed_in_client(app, database, [Role.INSPECTOR])

    assert inspector.get("/reports/fairy-tales").status_code == 404
    assert inspector.get("/reports/workload?year=1200").status_code == 404
    assert inspector.post("/reports/workload?year=2024").status_code == 403


def test_the_api_tells_the_same(database: Database, app: Flask, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database, [Role.SUPERVISOR])

    assert "mass-balance" in caller.ask("/reports")["items"]
    assert caller.ask("/reports/mass-balance?year=2024")["tables"][0]["rows"][0][2:] == ["10", "30", "15", "25"]
    assert caller.get("/reports/none").status_code == 404


def test_form_d_sums_seizures_by_substance_and_says_what_it_leaves_out(client: FlaskClient) -> None:
    police = {"kind": "seizure", "day": "2024-04-01", "country": "XD", "origin": "DE", "diverted_from": "LIC-1"}
    client.post("/seizures/new", data=police | {"number": "S-1"})
    client.post("/seizures/new", data=police | {"number": "S-2", "kind": "theft"})
    for number, quantity in (("1", "25"), ("2", "17.5"), ("3", "")):
        lot = {"seizure": "S-1", "number": number, "day": "2024-04-01", "substance": "Acetic anhydride"}
        client.post("/lots/new", data=lot | ({"quantity": quantity, "unit": "kg"} if quantity else {}))

    told = {table["table"]: table for table in client.get("/reports/form-d.json?year=2024").json["tables"]}  # type: ignore[index]  # a document
    seized = {table["table"]: table for table in client.get("/reports/seizures.json?year=2024").json["tables"]}  # type: ignore[index]  # a document

    assert told["part-seizures"]["rows"] == [["acetic-anhydride", "reports.goods-substance", 1, 3, "42.5", None]]
    (left,) = told["part-seizures"]["left_out"]
    assert (left["why"], left["records"]) == ("left-unweighed", 1)
    assert told["part-incidents"]["rows"] == [["reports.incident-theft", 1]]
    assert told["part-diversion"]["rows"] == [["LIC-1", "DE", 2]]
    assert told["part-imports"]["rows"] == [["II", "acetone", "reports.goods-substance", "DE", 1, "30", None]]
    assert told["part-exports"]["rows"] == [["II", "acetone", "reports.goods-substance", "DE", 1, "15", None]]
    assert seized["routes"]["rows"] == [["DE", None, None, None, 1]]


def test_form_d_tells_preparations_apart_by_name_by_code_and_by_what_else_they_hold(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    plain = {"operator": "Acme SA", "unit": "kg", "date": "2024-05-01", "substance": "Pseudoephedrine hydrochloride"}
    entered(database, tmp_path, **plain, document="P-1", quantity="3")
    entered(database, tmp_path, **plain, document="P-2", quantity="4", hs="3004.42")
    named = plain | {"substance": "Pseudoephedrine hydrochloride tablets"}
    entered(database, tmp_path, **named, document="P-3", quantity="5", concentration="20 %", basis="w/w")
    client.post("/seizures/new", data={"kind": "seizure", "day": "2024-04-01", "country": "XD", "number": "S-1"})
    for number, substance in (("1", "Pseudoephedrine"), ("2", "Pseudoephedrine tablets 60 mg")):
        lot = {"seizure": "S-1", "number": number, "day": "2024-04-01", "quantity": "2", "unit": "kg"}
        client.post("/lots/new", data=lot | {"substance": substance})

    told = {table["table"]: table["rows"] for table in client.get("/reports/form-d.json?year=2024").json["tables"]}  # type: ignore[index]  # a document

    assert [row[2:5] for row in told["part-imports"] if row[1] == "pseudoephedrine"] == [
        ["reports.goods-preparation", "DE", 2],
        ["reports.goods-substance", "DE", 1],
    ]
    assert [row[:4] for row in told["part-seizures"]] == [
        ["pseudoephedrine", "reports.goods-preparation", 1, 1],
        ["pseudoephedrine", "reports.goods-substance", 1, 1],
    ]


def a_line(session: Session, number: int, first: date, last: date, **amounts: int | str) -> int:
    values = {
        "agency": "XD-INS", "operator": "Acme SA", "who": "party:acme sa", "substance": "acetone", "measure": "base_ug",
        "return_key": bytes(16), "period": "x", "first": first, "last": last,
        "key": natural_key("stock-line", str(number)),
    }  # fmt: skip
    return recorded(session, "XD-INS", StockLine, values | amounts)


def test_form_d_tells_manufacture_and_use_once_in_kilograms_and_in_litres(
    client: FlaskClient, database: Database
) -> None:
    made, used = {"produced_amount": 3 * 10**9}, {"used_amount": 10**9}
    lines: list[tuple[date, date, dict[str, int | str]]] = [
        (date(2024, 1, 1), date(2024, 1, 31), made | used),
        (date(2024, 2, 1), date(2024, 2, 29), used),
        (date(2024, 1, 1), date(2024, 12, 31), {"produced_amount": 9 * 10**9}),
        (date(2023, 7, 1), date(2024, 6, 30), {"used_amount": 7 * 10**9}),
        (date(2024, 1, 1), date(2024, 12, 31), {"site": "2", "measure": "ul", "used_amount": 5 * 10**6}),
    ]
    for number, (first, last, amounts) in enumerate(lines):
        database.write(lambda session, n=number, a=first, b=last, c=amounts: a_line(session, n, a, b, **c))  # type: ignore[misc]

    told = {table["table"]: table for table in client.get("/reports/form-d.json?year=2024").json["tables"]}  # type: ignore[index]  # a document

    assert told["part-uses"]["rows"] == [["II", "acetone", 4, "9", "2", None, "5"]]
    assert [(each["why"], each["records"]) for each in told["part-uses"]["left_out"]] == [
        ("left-told-twice", 1),
        ("left-across-years", 1),
    ]


def test_an_edition_filed_before_figures_led_anywhere_is_shown_as_it_stands() -> None:
    early = {"table": "moved", "columns": ["substance", "base"], "rows": [["acetone", "12.5"], ["toluene", None]]}
    early |= {"beneath": ["/shipments?substance=acetone", None], "left_out": []}

    (table,) = of_edition({"tables": [early]}, "REP-2026-000001-A")

    said = [[re.sub("<[^>]*>", "", str(cell.says)) for cell in cells] for cells, _ in table.rows]
    assert said == [["acetone", "12.5"], ["toluene", ""]]
    assert not any(cell.href for cells, _ in table.rows for cell in cells)
