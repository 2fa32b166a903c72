"""A record that stands unresolved is known when its row comes again, whatever kind it is of and however it is sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.factories import AGENCY, Registry, Row, a_workbook

ACID = {"Substance": "Hydrochloric acid", "Quantity": 20, "Unit": "L"}
"""Litres of a solution whose strength nobody stated."""
DAY = date(2024, 1, 1)
FIGURE = {"Reporter": "DE", "Flow": "import", "Period": "2024-03"}
PERMIT = {"Partner Country": "DE", "Kind": "export", "Authorisation No": "A-1", "Valid From": DAY}

ONLY_WHERE_ASKED = [
    ("opening-balances", {"Operator": "20-1", "Date": DAY, "Taken Over From": "NDS 5.1", **ACID}, "strength.missing"),
    ("mirror-figures", FIGURE | ACID, "strength.missing"),
    ("mirror-figures", FIGURE | {"Substance": "Acetone", "Quantity": None}, "quantity.missing"),
    ("partner-authorisations", PERMIT | {"Substance": "Acetone", "Quantity": 20}, "unit.missing"),
    ("partner-authorisations", PERMIT | {"Substance": "Unobtainium", "Quantity": 1, "Unit": "kg"}, "substance.unknown"),
    ("seizure-totals", {"Country": "DE", "Year": "2014", "Substance": "Ephedrine", "Quantity": None, "Unit": "kg"},
     "quantity.missing"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row", "code"), ONLY_WHERE_ASKED)
def test_what_is_kept_only_where_asked_is_known_without_asking_once_it_stands(
    registry: Registry, tmp_path: Path, kind: str, row: Row, code: str
) -> None:
    file = a_workbook(tmp_path / "rows.xlsx", [row])
    first = registry.take(file, kind=kind, code=1)
    kept = registry.take(file, "--unresolved", "keep", kind=kind, code=0).json
    registry.run("export", kind, tmp_path / "out.xlsx", "--agency", AGENCY, code=0)

    again = registry.take(file, kind=kind, code=0).json
    exported = registry.take(tmp_path / "out.xlsx", kind=kind, code=0).json
    changed = registry.take(a_workbook(tmp_path / "other.xlsx", [row | {"Notes": "seen"}]), "--correct", "--reason",
                            "seen", kind=kind, code=1)  # fmt: skip
    registry.run("reverse", kept["act"], "--reason", "wrong file", code=0)
    refused = registry.take(file, kind=kind, code=1)

    for said in (again, exported):
        assert (said["already_known"], said["rejected"], said["act"]) == (1, 0, kept["act"]), said["problems"]
    assert [said.codes for said in (first, changed, refused)] == [{2: {code}}] * 3
    assert registry.verified().broken is None


LINE = {"Operator": "Acme SA", "Period": "2024-Q1", "Substance": "Hydrochloric acid", "Unit": "L"}
ALWAYS = [
    ("stock", LINE | {"Opening": 10, "Received": 0, "Used": 0, "Closing": 10}),
    ("daily-operations", {"Operator": "Acme SA", "Day": DAY, "Operation": "purchase", "Product": "Hydrochloric acid",
                          "Quantity": 20, "Unit": "L"}),
    ("lots", {"Seizure No": "S-1", "Lot": "1", "Date": DAY, "Substance": "Hydrochloric acid"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row"), ALWAYS)
def test_what_is_kept_without_asking_is_known_again(registry: Registry, tmp_path: Path, kind: str, row: Row) -> None:
    file = a_workbook(tmp_path / "rows.xlsx", [row])
    kept = registry.take(file, kind=kind).json
    registry.run("export", kind, tmp_path / "out.xlsx", "--agency", AGENCY, code=0)

    again = registry.take(file, kind=kind, code=0).json
    exported = registry.take(tmp_path / "out.xlsx", kind=kind, code=0).json

    assert (kept["accepted"], kept["rejected"]) == (1, 0), kept["problems"]
    for said in (again, exported):
        assert (said["already_known"], said["rejected"], said["act"]) == (1, 0, kept["act"]), said["problems"]
    assert registry.verified().broken is None
