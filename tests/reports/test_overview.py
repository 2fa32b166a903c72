"""The year at a glance tells the same as the shipments, from a handful of queries of the sums kept with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.trade.months import add_months
from tests.asking import counted, shown
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import AGENCY, YEAR, an_application, records
from tests.trade.cells import entered


@pytest.fixture
def beginning() -> Filling:
    return records


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return an_application(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, tuple(Role))


def test_each_substance_and_direction_stands_against_the_year_before(client: FlaskClient) -> None:
    year, months = client.get(f"/reports/overview.json?year={YEAR}").json["tables"]  # type: ignore[index]  # a document

    rows = {(row[0], row[1].rpartition("-")[2]): row[2:] for row in year["rows"]}
    assert rows["acetone", "export"] == ["15", "0", None, 1, 0]
    assert rows["acetone", "import"][1] == "10"
    assert rows["acetone", "import"][3:] == [4, 0]
    assert float(rows["acetone", "import"][2]) == pytest.approx(float(rows["acetone", "import"][0]) / 10, abs=1e-6)
    imported = [row[3] for row in months["rows"] if row[0] == "acetone" and row[1].endswith("import")]
    assert len(imported) == 12
    assert sum(map(float, imported)) == pytest.approx(float(rows["acetone", "import"][0]))


def test_what_nobody_knows_the_amount_of_is_unknown_and_not_drawn_as_nothing(
    client: FlaskClient, database: Database
) -> None:
    unresolved = {("toluene", "import", f"{year}-06"): [1, 1, 0, 0, 0] for year in (YEAR - 1, YEAR)}
    database.write(lambda session: add_months(session, AGENCY, unresolved))

    year, months = client.get(f"/reports/overview.json?year={YEAR}").json["tables"]  # type: ignore[index]  # a document
    (by_month,) = client.get(f"/reports/monthly.json?year={YEAR}&substance=toluene").json["tables"]  # type: ignore[index]
    glance, line = (
        client.get(f"/reports/{name}?year={YEAR}&substance=toluene").text for name in ("overview", "monthly")
    )

    assert [row[2:] for row in year["rows"] if row[0] == "toluene"] == [[None, None, None, 1, 1]]
    known = [row[3] for row in months["rows"] if row[0] == "toluene"]
    assert known == ["0"] * 5 + [None] + ["0"] * 6
    assert [row[1] for row in by_month["rows"]] == known
    for picture in (glance, line):
        assert "Jun: not known" in picture
        assert ">?</text>" in picture
        assert "Jul: 0 kg" in picture
    assert "the year before is not known" in glance


def test_a_glance_costs_as_many_queries_however_much_there_is(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    client.get(f"/reports/overview?year={YEAR}")
    with counted(database) as few:
        client.get(f"/reports/overview?year={YEAR}")
    for n, substance in enumerate(("Toluene", "Ephedrine", "Safrole")):
        entered(database, tmp_path, document=f"D-9{n}", date="2024-05-01", substance=substance, quantity="1", unit="kg")

    with counted(database) as many:
        page = client.get(f"/reports/overview?year={YEAR}")

    assert len(many) == len(few)
    assert not [each for each in many if "FROM shipment " in each or "FROM shipment\n" in each]
    assert "toluene" in shown(page).lower()
