"""The same seizures and visits a second time change nothing, however they are sent; another content is a conflict."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.factories import AGENCY, Registry, Row, a_workbook, saved_again

DAY = date(2024, 3, 1)
SEIZURE: Row = {
    "Seizure No": "S-1", "Kind of Incident": "seizure", "Date": DAY, "Country": "XD", "Place": "Port",
    "Circumstances": "under a false floor",
}  # fmt: skip
TAKEN: Row = SEIZURE | {"Substance": "Acetone", "Quantity": 25, "Unit": "kg"}
VISIT: Row = {
    "Inspection No": "V-1",
    "Operator": "Acme SA",
    "Day of Visit": DAY,
    "Occasion": "routine",
    "Result": "in order",
}
FINDING: Row = {
    "Inspection No": "V-1", "Finding No": "1", "Finding": "the store was open", "Gravity": "major",
    "Measure": "lock it", "Due on": date(2024, 4, 1),
}  # fmt: skip
REPORT: Row = {
    "Report No": "R-1", "Operator": "Acme SA", "Event": "loss", "Noticed on": DAY, "Reported on": date(2024, 3, 2),
    "Substance": "Acetone", "Quantity": 20, "Unit": "L", "Concentration": "98 %",
}  # fmt: skip
KINDS: list[tuple[str, list[Row], Row]] = [
    ("seizures", [SEIZURE, SEIZURE | {"Seizure No": "S-2"}], {"Circumstances": "in a tank"}),
    ("seizures", [TAKEN, TAKEN | {"Substance": "Toluene"}], {"Quantity": 26}),
    ("inspections", [VISIT, VISIT | {"Inspection No": "V-2", "Occasion": None}], {"Result": "two findings"}),
    ("inspection-findings", [FINDING, FINDING | {"Finding No": "2", "Gravity": None, "Substance": "Acetone"}],
     {"Gravity": "minor"}),
    ("incident-reports", [REPORT, REPORT | {"Report No": "R-2", "Substance": None, "Quantity": None, "Unit": None,
                                            "Concentration": None}], {"Quantity": 21}),
]  # fmt: skip
each_kind = pytest.mark.parametrize(
    ("kind", "rows", "change"), KINDS, ids=["seizures", "seizures-with-goods", "visits", "findings", "reports"]
)


@each_kind
def test_the_same_rows_again_are_known_however_they_are_sent(
    registry: Registry, tmp_path: Path, kind: str, rows: list[Row], change: Row
) -> None:
    before(registry, tmp_path, kind)
    file = a_workbook(tmp_path / "rows.xlsx", rows)
    first = registry.take(file, kind=kind, code=0).json
    turned = [dict(reversed(list(row.items()))) for row in reversed(rows)]

    sent = [
        file,
        saved_again(file, tmp_path / "saved.xlsx"),
        a_workbook(tmp_path / "turned.xlsx", turned),
        a_workbook(tmp_path / "one.xlsx", rows[1:]),
    ]

    for path in sent:
        again = registry.take(path, kind=kind, code=0).json
        assert (again["accepted"], again["rejected"], again["already_known"]) == (0, 0, again["rows"]), again
    assert first["accepted"] == 2
    assert registry.verified().broken is None


@each_kind
def test_what_a_register_gives_out_it_knows_when_it_comes_back(
    registry: Registry, tmp_path: Path, kind: str, rows: list[Row], change: Row
) -> None:
    before(registry, tmp_path, kind)
    registry.take(a_workbook(tmp_path / "rows.xlsx", rows), kind=kind, code=0)
    registry.run("export", kind, tmp_path / "out.xlsx", "--agency", AGENCY, code=0)

    again = registry.take(tmp_path / "out.xlsx", kind=kind, code=0).json

    assert (again["accepted"], again["rejected"], again["already_known"]) == (0, 0, again["rows"]), again


@each_kind
def test_another_content_under_one_number_is_a_conflict_until_it_is_corrected(
    registry: Registry, tmp_path: Path, kind: str, rows: list[Row], change: Row
) -> None:
    before(registry, tmp_path, kind)
    registry.take(a_workbook(tmp_path / "rows.xlsx", rows), kind=kind, code=0)
    other = a_workbook(tmp_path / "other.xlsx", [rows[0] | change, rows[1]])

    refused = registry.take(other, kind=kind, code=1)
    corrected = registry.take(other, "--correct", "--reason", "misread", kind=kind, code=0).json
    again = registry.take(other, kind=kind, code=0).json

    assert refused.codes == {2: {"record.conflict"}}
    assert (corrected["accepted"], corrected["already_known"]) == (1, 1)
    assert (again["accepted"], again["already_known"]) == (0, 2)
    assert registry.verified().broken is None


def before(registry: Registry, folder: Path, kind: str) -> None:
    """Findings are of a visit that stands."""
    if kind == "inspection-findings":
        registry.take(a_workbook(folder / "visit.xlsx", [VISIT]), kind="inspections", code=0)


def test_two_like_parcels_of_one_seizure_are_two_and_stay_two_when_they_come_again(
    registry: Registry, tmp_path: Path
) -> None:
    file = a_workbook(tmp_path / "two.xlsx", [TAKEN, TAKEN])

    first = registry.take(file, kind="seizures", code=0).json
    again = registry.take(file, kind="seizures", code=0).json

    assert (first["accepted"], again["accepted"], again["already_known"]) == (2, 0, 2)
    assert registry.rows("SELECT count(*) FROM lot") == [(2,)]


def test_like_parcels_without_a_number_come_in_together_or_not_at_all(registry: Registry, tmp_path: Path) -> None:
    bad = a_workbook(tmp_path / "bad.xlsx", [TAKEN, TAKEN | {"Unit": "furlong"}, TAKEN | {"Substance": "Toluene"}])

    said = registry.take(bad, "--accept-good", kind="seizures", code=1)
    back = registry.take(a_workbook(tmp_path / "back.xlsx", [TAKEN, TAKEN]), kind="seizures", code=0).json

    assert (said.codes[2], said.json["accepted"]) == ({"seizure.like-parcel"}, 1)
    assert (back["accepted"], registry.rows("SELECT count(*) FROM lot")) == (2, [(3,)])


def test_parcels_with_numbers_of_their_own_do_not_wait_for_each_other(registry: Registry, tmp_path: Path) -> None:
    rows = [TAKEN | {"Lot": "1"}, TAKEN | {"Lot": "2", "Unit": "furlong"}]

    said = registry.take(a_workbook(tmp_path / "bad.xlsx", rows), "--accept-good", kind="seizures", code=1)
    back = registry.take(a_workbook(tmp_path / "back.xlsx", [TAKEN | {"Lot": "2"}]), kind="seizures", code=0).json

    assert (said.json["accepted"], back["accepted"]) == (1, 1)


def test_parcels_in_another_order_are_no_new_ones(registry: Registry, tmp_path: Path) -> None:
    rows = [TAKEN, TAKEN | {"Quantity": 40}]
    registry.take(a_workbook(tmp_path / "a.xlsx", rows), kind="seizures", code=0)

    again = registry.take(a_workbook(tmp_path / "b.xlsx", rows[::-1]), kind="seizures", code=0).json

    assert (again["already_known"], again["accepted"], again["rejected"]) == (2, 0, 0)
    assert registry.rows("SELECT count(*) FROM lot") == [(2,)]
