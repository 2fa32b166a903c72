"""Files to take away: empty workbooks, and exports that can be taken in again."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.exchange.uploading import Person, somebody
from tests.factories import a_workbook, shipments


def test_an_empty_workbook_is_in_the_language_asked_for(person: Person) -> None:
    answer = person.app.test_client().get("/templates/shipments.xlsx?lang=es")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert "Fecha" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


@pytest.mark.parametrize("path", ["/templates/elephants.xlsx", "/exports/elephants.csv", "/exports/shipments.exe"])
def test_what_there_is_not_is_not_found(person: Person, path: str) -> None:
    assert person.client.get(path).status_code == 404


def test_an_export_holds_the_records_and_can_be_taken_in_again(person: Person, tmp_path: Path) -> None:
    person.post(person.send(a_workbook(tmp_path / "a.xlsx", shipments(3))), "decide", decision="all")
    out = tmp_path / "out.xlsx"

    out.write_bytes(person.client.get("/exports/shipments.xlsx").data)
    again = person.send(out)

    assert person.judged(again)["known"] == 3
    assert person.judged(again)["rejected"] == 0


def test_filters_of_a_list_narrow_its_export(person: Person, tmp_path: Path) -> None:
    person.post(person.send(a_workbook(tmp_path / "a.xlsx", shipments(3))), "decide", decision="all")

    document = json.loads(person.client.get("/exports/shipments.json?first=2024-03-02").data)
    table = csv.reader(
        StringIO(person.client.get("/exports/shipments.csv?last=2024-03-01&direction=import&text=D-1").text)
    )

    of_nobody = json.loads(person.client.get("/exports/shipments.json?operator=Nobody").data)
    assert document["records"] == of_nobody["records"] == []
    assert len(list(table)) == 4


def test_an_agency_exports_its_own_records_only(person: Person, database: Database, tmp_path: Path) -> None:
    person.post(person.send(a_workbook(tmp_path / "a.xlsx", shipments(3))), "decide", decision="all")
    other = somebody(database, tmp_path / "home", Role.CUSTOMS_OFFICER, agency="XD-CUS", username="carl")

    assert json.loads(other.client.get("/exports/shipments.json").data)["records"] == []
    assert other.client.get("/exports/shipments.json?agency=XD-INS").status_code == 404


def test_who_may_not_export_gets_nothing(database: Database, tmp_path: Path) -> None:
    court = somebody(database, tmp_path / "home", Role.COURT_OFFICER, username="cora")

    assert court.client.get("/exports/shipments.csv").status_code == 403
