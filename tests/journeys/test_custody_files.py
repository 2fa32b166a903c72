"""Seizures, lots, events and reports as files: taken in, taken away, taken in again as already known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.factories import AGENCY, Registry, a_workbook

DAY = date(2024, 11, 10)
ROWS = {
    "places": [{"Place": "Store 1", "Permitted Hazard Classes": "3, 8"}],
    "instruments": [
        {"Serial No": "B-1", "Kind of Instrument": "balance", "Uncertainty": 1, "Unit": "g", "Calibration Due": DAY}
    ],
    "seizures": [{"Seizure No": "S-1", "Kind of Incident": "seizure", "Date": DAY, "Country": "XD"}],
    "lots": [
        {"Seizure No": "S-1", "Lot No": "1", "Date Taken": DAY, "Substance": "Acetone", "Quantity": 30, "Unit": "kg",
         "Containers": 3, "Seals": "A1, A2, A3", "Storage Place": "Store 1"},
        {"Seizure No": "S-1", "Lot No": "2", "Date Taken": DAY, "Substance": "brown oil"},
    ],
    "custody": [
        {"Seizure No": "S-1", "Lot No": "1", "Container No": "2", "Event": "handed over", "Date": DAY,
         "Handed Over By": "Insp. A", "Received By": "Insp. B"},
        {"Seizure No": "S-1", "Lot No": "1", "Container No": "2", "Event": "weighed", "Date": DAY, "Net Weight": 9,
         "Unit": "kg", "Balance": "B-1"},
    ],
    "results": [
        {"Seizure No": "S-1", "Lot No": "1", "Report No": "R-1", "Date of Report": DAY, "Identity": "Acetone",
         "Purity %": 99.2, "Uncertainty %": 0.5}
    ],
}  # fmt: skip


def test_what_is_taken_in_comes_out_and_is_known_when_it_comes_back(registry: Registry, tmp_path: Path) -> None:
    taken, back = {}, {}
    for kind, rows in ROWS.items():
        taken[kind] = registry.take(a_workbook(tmp_path / f"{kind}.xlsx", {kind.capitalize(): rows}), kind=kind).json
    for kind in ROWS:
        registry.run("export", kind, tmp_path / f"{kind}-out.xlsx", "--agency", AGENCY, code=0)
        back[kind] = registry.take(tmp_path / f"{kind}-out.xlsx", kind=kind).json

    assert {kind: told["accepted"] for kind, told in taken.items()} == {kind: len(rows) for kind, rows in ROWS.items()}
    assert taken["custody"]["flags"] == 2  # A did not have it; a kilogram is missing
    assert {kind: (told["rejected"], told["accepted"]) for kind, told in back.items()} == dict.fromkeys(ROWS, (0, 0)), [
        told["problems"] for told in back.values()
    ]
    assert back["custody"]["already_known"] == 6
    registry.run("verify", code=0)


@pytest.mark.parametrize("kind", ROWS)
def test_an_empty_workbook_of_each_kind_says_how_it_is_filled(registry: Registry, tmp_path: Path, kind: str) -> None:
    registry.run("template", kind, tmp_path / "t.xlsx", "--lang", "ar", code=0)

    cells = [str(cell.value) for sheet in openpyxl.load_workbook(tmp_path / "t.xlsx") for row in sheet for cell in row]
    assert not [text for text in cells if text.startswith(f"{kind}.")]
