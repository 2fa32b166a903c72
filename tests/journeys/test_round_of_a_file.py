"""Kinds with a file of their own, all the way round: template, filled in, taken in, out, back, wrong, put right."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.factories import Registry, a_workbook

LEG = {
    "Document No": "D-1", "Leg": "1", "Carrier": "Trans SA", "Vehicle": "ABC-123", "From": "Callao", "To": "Lima",
    "Departed": date(2024, 3, 1), "Arrived": date(2024, 3, 2), "Notes": "by night",
}  # fmt: skip
LINK = {"Operator": "ACM-1", "Other Operator": "BET-2", "Kind of Link": "owner", "Basis": "register", "Notes": "seen"}
SITE = {"Operator": "ACM-1", "Site": "S-1", "Site Name": "Works", "Activities": "any", "Notes": "seen"}
OFFICER = {"Operator": "ACM-1", "Name": "Ana Ruiz", "Role": "chemist", "Since": date(2024, 1, 1), "Notes": "seen"}


@pytest.mark.parametrize(
    ("kind", "row", "wrong", "code", "name"),
    [
        ("legs", LEG, {"Arrived": date(2024, 2, 1)}, "leg.arrived-before", "D-1"),
        ("operator-links", LINK, {"Other Operator": "acm-1"}, "link.with-itself", "ACM-1 / BET-2"),
        ("sites", SITE, {"Site": None}, "field.missing", "ACM-1 / S-1 / Works"),
        ("officers", OFFICER, {"Name": None}, "field.missing", "ACM-1 / Ana Ruiz"),
    ],
)
def test_a_file_goes_all_the_way_round(
    registry: Registry, tmp_path: Path, kind: str, row: dict[str, Any], wrong: dict[str, Any], code: str, name: str
) -> None:
    registry.run("template", kind, tmp_path / "t.xlsx", code=0)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in row.items():
        sheet.cell(2, places[heading], value)
    book.save(tmp_path / "t.xlsx")

    taken = registry.take(tmp_path / "t.xlsx", kind=kind, code=0).json
    registry.run("export", kind, tmp_path / "out.xlsx", code=0)
    again = registry.take(tmp_path / "out.xlsx", kind=kind, code=0).json
    refused = registry.take(a_workbook(tmp_path / "w.xlsx", {kind: [row | wrong]}), kind=kind, code=1)
    other = a_workbook(tmp_path / "o.xlsx", {kind: [row | {"Notes": "heard"}]})
    conflict = registry.take(other, kind=kind, code=1).json["problems"][0]["message"]
    put_right = registry.take(other, "--correct", "--reason", "new note", kind=kind, code=0).json
    settled = registry.take(other, kind=kind, code=0).json

    assert (taken["accepted"], again["already_known"], again["accepted"]) == (1, 1, 0), (taken, again)
    assert refused.codes == {2: {code}}
    assert conflict.startswith(f"{name} stands already with other content (Notes: {row['Notes']} → heard)")
    assert (put_right["accepted"], settled["already_known"]) == (1, 1)
    assert registry.verified().broken is None
