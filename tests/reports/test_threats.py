"""Substitution and points of diversion: the rules by tables, the figures of the report over records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.custody.models import Lot
from precursors.db.engine import Database
from precursors.inspections.models import IncidentReport
from precursors.reports.diversion import Sign, points
from precursors.reports.shifting import Part, Shift, certainty, shifts
from precursors.seizures.models import Seizure
from precursors.substances.book import book
from precursors.substances.families import families
from tests.asking import links
from tests.conftest import Filling
from tests.people import signed_in_client
from tests.reports.filled import an_application, seizures_too
from tests.trade.cells import entered


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([Part("a", 100, 0), Part("b", 0, 50)], [("b", 0.0, 1.0), ("a", 1.0, 0.0)]),
        ([Part("a", 90, 70), Part("b", 10, 30)], [("b", 0.1, 0.3), ("a", 0.9, 0.7)]),
        ([Part("a", 90, 85), Part("b", 10, 15)], []),
        ([Part("a", 50, 500), Part("b", 50, 500)], []),
        ([Part("a", 0, 70), Part("b", 0, 30)], []),
        ([Part("a", 10, 0)], []),
        ([Part("a", 10, 20)], []),
        ([Part("a", 80, 40), Part("b", 20, 25), Part("c", 0, 35), Part("d", 0, 0)],
         [("c", 0.0, 0.35), ("b", 0.2, 0.25), ("a", 0.8, 0.4)]),
        ([], []),
    ],
)  # fmt: skip
def test_one_member_gives_way_and_another_takes_its_place(
    parts: list[Part], told: list[tuple[str, float, float]]
) -> None:
    assert [tuple(map(_rounded, each)) for each in shifts(parts)] == told


def _rounded(value: Any) -> Any:  # noqa: ANN401 - a key or a share
    return round(value, 9) if isinstance(value, float) else value


def test_what_is_gained_is_lost_elsewhere() -> None:
    found = shifts([Part("a", 17, 3), Part("b", 5, 29), Part("c", 11, 11)])

    assert abs(sum(each.change for each in found)) < 1e-9
    assert Shift("a", 0.5, 0.2).change == pytest.approx(-0.3)


@pytest.mark.parametrize(
    ("checked", "before", "now", "told"),
    [(True, 12, 12, "sure"), (True, 11, 90, "unsure"), (True, 90, 11, "unsure"), (False, 90, 90, "unsure-recalled"),
     (False, 3, 90, "unsure")],
)  # fmt: skip
def test_few_records_or_an_unchecked_family_are_told_as_uncertain(
    checked: bool, before: int, now: int, told: str
) -> None:
    assert certainty(checked=checked, before=before, now=now) == f"reports.{told}"


def test_signs_of_one_point_are_one_row_the_most_repeated_first() -> None:
    rows = points([
        Sign("theft", IncidentReport, "Acme SA", 3, "acetone"), Sign("theft", Seizure, "storage", 1),
        Sign("theft", IncidentReport, "Acme SA", 4, "acetone"), Sign("loss", IncidentReport, "Acme SA", 5),
    ])  # fmt: skip

    assert [tuple(row.values) for row in rows] == [
        ("reports.stage-theft", "reports.seen-incident-report", "Acme SA", 1, 2, "reports.repeated"),
        ("reports.stage-loss", "reports.seen-incident-report", "Acme SA", None, 1, "reports.single"),
        ("reports.stage-theft", "reports.seen-seizure", "storage", None, 1, "reports.single"),
    ]


def test_every_member_of_a_family_is_a_substance_and_stands_in_one_alone() -> None:
    members = [key for each in families() for key in each.members]

    assert set(members) <= book().substances.keys()
    assert len(members) == len(set(members))
    assert not any(each.checked for each in families())


@pytest.fixture
def beginning() -> Filling:
    return seizures_too


@pytest.fixture
def client(database: Database, tmp_path: Path) -> FlaskClient:
    return signed_in_client(an_application(database, tmp_path), database, tuple(Role))


def table(client: FlaskClient, key: str) -> list[list[Any]]:
    tables = client.get("/reports/threat-assessment.json?year=2024").json["tables"]  # type: ignore[index] # a document
    found: list[list[Any]] = next(each["rows"] for each in tables if each["table"] == key)
    return found


def test_the_report_tells_a_substitution_in_trade_with_the_records_beneath(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    plain = {"operator": "Acme SA", "unit": "kg", "substance": "Methyl ethyl ketone"}
    entered(database, tmp_path, document="M-1", date="2024-05-20", quantity="71.25", **plain)

    rows = [row for row in table(client, "substitution") if row[1] == "reports.seen-shipments"]

    (gained, lost) = rows
    assert (gained[0], *gained[2:4]) == ("reports.family-solvents", "methyl-ethyl-ketone", 0)
    assert lost[2:4] == ["acetone", 1]
    assert 0.1 < gained[4] == gained[5] == pytest.approx(-lost[5])
    assert gained[6:] == [1, "reports.unsure"]
    page = client.get("/reports/threat-assessment?year=2024")
    down = [each for each in links(page, "/reports/") if "table=substitution" in each and "methyl-ethyl" in each]
    assert [len(links(client.get(each), "/shipments/SHP")) for each in down if "column=records" in each] == [1]


def test_the_report_tells_substitution_among_seized_lots(client: FlaskClient, database: Database) -> None:
    for number, substance in (("8", "Acetic anhydride"), ("9", "Acetic anhydride")):
        lot = {"seizure": "S-0", "number": number, "day": "2023-04-01", "substance": substance, "place": "Store 1"}
        client.post("/lots/new", data=lot | {"quantity": "1", "unit": "kg"})
    for number in ("10", "11", "12"):
        lot = {"seizure": "S-1", "number": number, "day": "2024-04-02", "substance": "Acetyl chloride"}
        client.post("/lots/new", data=lot | {"quantity": "1", "unit": "kg", "place": "Store 1"})
    with database.read() as session:
        assert session.query(Lot).count() == 8

    rows = [row for row in table(client, "substitution") if row[1] == "reports.seen-lots"]

    assert [(row[2], row[3], row[6]) for row in rows] == [("acetyl-chloride", 0, 3), ("acetic-anhydride", 1, 2)]


def test_the_report_tells_where_goods_left_the_licit_channel(client: FlaskClient) -> None:
    for number, event in (("R-1", "theft"), ("R-2", "theft"), ("R-3", "spill")):
        report = {"number": number, "operator": "Acme SA", "event": event, "substance": "acetone"}
        client.post("/incident-reports/new", data=report | {"noticed": "2024-06-03", "filed": "2024-06-03"})

    rows = table(client, "diversion-points")

    assert ["reports.stage-traced", "reports.seen-seizure", "LIC-1", None, 2, "reports.repeated"] in rows
    assert ["reports.stage-theft", "reports.seen-incident-report", "Acme SA", 1, 2, "reports.repeated"] in rows
    assert not any("spill" in str(row) for row in rows)
    page = client.get("/reports/threat-assessment?year=2024")
    (down,) = (each for each in links(page, "/reports/") if "of=Acme" in each and "column=records" in each)
    assert len(links(client.get(down), "/incident-reports/INR")) == 2
