"""The worked examples: every row right in status and in kilograms."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.quantities.makers import answer, kg

_FILE = Path(__file__).with_name("normalisation_examples.csv")
_ROWS = [
    row
    for row in csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())
    if not row["substance"].startswith("unknown")
]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: str(row["id"]))
def test_a_worked_example_comes_out_right(row: dict[str, str]) -> None:
    found = answer(
        row["stated_quantity"], row["stated_unit"], row["substance"], concentration=row["concentration"],
        basis=row["concentration_basis"], salt=row["salt_form"], packages=row["package_count"],
        package_size=row["package_capacity"], temperature=row["temperature_C"], convention=row["locale"],
    )  # fmt: skip

    assert found.status == row["expected_status"]
    if row["expected_kg"]:
        assert abs(Decimal(kg(found) or "0") - Decimal(row["expected_kg"])) <= Decimal("0.000000001")
    else:
        assert found.base_ug is None
    if row["expected_rel_uncertainty_pct"]:
        assert found.relative_uncertainty is not None
        assert abs(found.relative_uncertainty * 100 - Decimal(row["expected_rel_uncertainty_pct"])) < Decimal("0.1")


def test_the_file_of_examples_is_whole() -> None:
    assert len(_ROWS) == 98
