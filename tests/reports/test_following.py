"""Every figure of every report can be followed down to the records it was made of, now and as they were when filed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Permission, Role
from precursors.db.engine import Database
from precursors.reports.report import FIGURES, reports
from tests.api.caller import a_caller
from tests.asking import links, shown
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import YEAR, an_application, answered, decide, seizures_too
from tests.trade.cells import entered

EVERYTHING = tuple(Role)


def everything(database: Database, home: Path) -> None:
    """Fills a registry with something for every figure of every report."""
    seizures_too(database, home)
    decide(database)
    answered(database)


@pytest.fixture
def beginning() -> Filling:
    return everything


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return an_application(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, EVERYTHING)


def figures(told: dict[str, Any]) -> list[tuple[str, str, Any, str]]:
    """Table and column, way of writing, value and address of every figure of a report."""
    return [
        (f"{table['table']}.{column}", way, value, down.get(column, ""))
        for table in told["tables"]
        for values, down in zip(table["rows"], table["beneath"], strict=True)
        for column, way, value in zip(table["columns"], table["written"], values, strict=True)
        if way in FIGURES
    ] + [
        (f"{table['table']}.{each['why']}", "count", each["records"], each["beneath"])
        for table in told["tables"]
        for each in table["left_out"]
    ]


@pytest.mark.parametrize("name", sorted(reports()))
def test_the_records_beneath_every_figure_add_up_to_it(
    client: FlaskClient, database: Database, app: Flask, name: str
) -> None:
    caller = a_caller(app, database, EVERYTHING)
    seen = 0
    opened: set[str] = set()
    for year in (YEAR, app.extensions["here"].today.year):
        told = client.get(f"/reports/{name}.json?year={year}").json
        assert told is not None
        for what, way, value, address in figures(told):
            if value is None and not address:
                continue
            found = caller.ask(address)
            seen += 1
            assert client.get(address).status_code == 200, what
            assert len(found["items"]) == min(found["records"], 50), what
            if value is not None and not found["worked_out"] and way != "share":
                assert Decimal(str(found["adds"])) == Decimal(str(value)), (what, address)
                added = [Decimal(str(each["adds"])) for each in found["items"] if each["adds"] is not None]
                assert sum(added) == Decimal(str(value)), what
            pages = {each["page"] for each in found["items"]} - opened
            assert {client.get(page).status_code for page in pages} <= {200}, what
            opened |= pages
    assert seen or name == "licence-register"


def test_a_page_of_records_tells_what_they_are_and_together(client: FlaskClient) -> None:
    (down,) = [each for each in links(client.get(f"/reports/mass-balance?year={YEAR}"), "/reports/")
               if "column=out&of=Acme" in each]  # fmt: skip

    page = client.get(down)

    assert "17.000 kg" in shown(page)
    assert "Acme SA · acetone" in shown(page)
    assert "D-3" in shown(page)
    assert "D-4" in shown(page)
    assert len(links(page, "/shipments/SHP")) == 2


def test_what_no_report_says_has_nothing_beneath(client: FlaskClient) -> None:
    unknown = ("?table=balances&column=out&of=Nobody&of=acetone", "?table=none&column=out", "?filed=RPT-2024-000001-A")
    for address in ("", *unknown):
        assert client.get(f"/reports/mass-balance/records{address}").status_code == 404
    assert client.get("/reports/none/records").status_code == 404
    assert (
        client.get("/reports/mass-balance/records?table=balances&column=out&filed=RPT-2024-000001-A").status_code == 404
    )


def test_whoever_may_not_see_the_records_sees_their_sum_alone(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    told = client.get(f"/reports/disposal.json?year={app.extensions['here'].today.year}").json
    address = told["tables"][0]["beneath"][0]["mass-kept"]  # type: ignore[index]  # a document
    caller = a_caller(app, database, EVERYTHING, scopes=[Permission.READ_REPORTS])

    assert caller.ask(address)["items"] is None
    assert caller.ask(address)["adds"] == "0.001"


def test_figures_of_a_filed_edition_lead_to_the_records_as_they_stood(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    names = sorted(name for name, each in reports().items() if not each.draw)
    for name in names:
        client.post(f"/reports/{name}?year={YEAR}", data={"receiver": "the Board"})
    entered(database, tmp_path, document="D-9", date="2024-06-01", operator="Acme SA", quantity="5", unit="kg")
    first = links(client.get("/shipments"), "/shipments/SHP")[-1]
    client.post(f"{first}/reverse", data={"reason": "slip"})

    for name in names:
        (address,) = links(client.get(f"/reports/{name}?year={YEAR}"), "/reports/filed/RPT")
        edition = client.get(address)
        assert "the Board" in shown(edition)
        for down in links(edition, f"/reports/{name}/records"):
            assert client.get(down).status_code == 200
        frozen = json.loads(client.get(links(edition, "/documents/")[0]).data)
        ref = urlsplit(address).path.rpartition("/")[2]
        for what, way, value, down in figures(frozen):
            if value is not None and way != "share":
                page = client.get(f"{down}&filed={ref}")
                assert page.status_code == 200, what


def test_the_sum_beneath_a_filed_figure_is_that_of_then(
    client: FlaskClient, database: Database, app: Flask, tmp_path: Path
) -> None:
    client.post(f"/reports/mass-balance?year={YEAR}", data={})
    entered(database, tmp_path, document="D-9", date="2024-06-01", operator="Acme SA", quantity="5", unit="kg")
    caller = a_caller(app, database, EVERYTHING)
    (edition,) = caller.ask("/filed-reports?name=mass-balance")["items"]
    frozen = caller.ask(f"/filed-reports/{edition['ref']}")
    now = caller.ask(f"/reports/mass-balance?year={YEAR}")

    for what, _, value, down in figures(frozen):
        assert Decimal(caller.ask(f"{down}&filed={edition['ref']}")["adds"]) == Decimal(value), what
    assert frozen["tables"][0]["rows"][0][3] != now["tables"][0]["rows"][0][3]
    assert client.get(f"/reports/filed/{edition['ref']}/proof").json["ref"] == edition["ref"]  # type: ignore[index]  # a document
