"""The first return of an operator begins with what was taken over when the registry went live."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from precursors.db.engine import Database
from tests.asking import links, shown
from tests.factories import a_licence
from tests.stock.test_journey import a_line, app, client, filled, flags, handed_in, took

__all__ = ["app", "client"]


def a_balance(**changes: object) -> dict[str, object]:
    plain = {"Operator": "Acme SA", "Date": date(2024, 1, 1), "Substance": "Acetone", "Quantity": 500, "Unit": "kg"}
    return plain | {"Taken Over From": "NDS 6.0"} | changes


def the_return(client: FlaskClient, period: str = "2024-Q1") -> str:
    client.post("/reporting-cycle", data={"period": period})
    (page,) = links(client.get(f"/returns?text={period}"), "/returns/RET")
    return page


def openings(client: FlaskClient, page: str) -> dict[str, object]:
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{page}/workbook.xlsx").data)).worksheets[0]
    at = {cell.value: cell.column - 1 for cell in sheet[1]}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    return {
        f"{row[at['Substance']]} in {row[at['Unit']]}": row[at["Opening Stock"]] for row in rows if row[at["Substance"]]
    }


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 1, 1)])
def test_the_first_workbook_is_filled_in_from_the_balance_taken_over_and_held_against_it(
    client: FlaskClient, database: Database, tmp_path: Path, day: date
) -> None:
    balances = [a_balance(Date=day), a_balance(Date=day, Site="Ica", Quantity=20), a_balance(Operator="Beta Ltd")]
    took(database, tmp_path, "opening-balances", balances)
    page = the_return(client)

    told = openings(client, page)
    octets = client.get(f"{page}/workbook.xlsx").data
    handed_in(database, tmp_path, "stock", filled(octets, tmp_path / "q1.xlsx", 2, used=20, closing=500))
    compared = shown(client.get(page))

    assert told == {"acetone in kg": 520}
    assert "Opening against the closing before 520.000 kg 520.000 kg 0.000 kg within tolerance" in compared
    assert flags(database) == []


def test_an_opening_that_is_not_what_was_taken_over_is_a_broken_chain(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "opening-balances", [a_balance()])

    took(database, tmp_path, "stock", [a_line(opening=100)])

    assert flags(database) == ["broken-periods"]


@pytest.mark.parametrize("changes", [{"Date": date(2023, 11, 30)}, {"Site": "Ica"}])
def test_a_balance_of_another_day_or_site_says_nothing(
    client: FlaskClient, database: Database, tmp_path: Path, changes: dict[str, object]
) -> None:
    took(database, tmp_path, "opening-balances", [a_balance(**changes)])

    took(database, tmp_path, "stock", [a_line(site="Lima", opening=100)])

    assert flags(database) == []


def test_once_a_period_is_declared_its_closing_counts_and_not_the_balance(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    took(database, tmp_path, "stock", [a_line(period="2023-Q4", opening=10, received=0, used=0, loss=0, closing=10)])
    took(database, tmp_path, "opening-balances", [a_balance()])

    assert openings(client, the_return(client)) == {"acetone in kg": 10}


def test_an_amount_nobody_can_tell_is_no_opening(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    unknown = a_balance(Substance="Hydrochloric acid", Quantity=20, Unit="L")
    took(database, tmp_path, "opening-balances", [unknown], keep_unresolved=True)

    assert openings(client, the_return(client)) == {"acetone in kg": None, "hydrochloric acid in kg": None}


def test_nothing_is_expected_for_a_licence_nobody_has_granted(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    asked = [
        a_licence(**{"Licence No": f"L-{state}", "Holder": "Beta Ltd", "State": state, "Substance": "Toluene"})
        for state in ("draft", "submitted", "under review", "refused")
    ]
    named = a_licence(**{"Licence No": "L-N", "Holder": "Acme SA", "Substance": "Toluene"})
    took(database, tmp_path, "licences", [*asked, named])

    page = the_return(client)

    assert set(openings(client, page)) == {"acetone in kg", "toluene in kg"}
