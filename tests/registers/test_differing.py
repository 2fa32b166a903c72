"""What a row says otherwise than the standing record, told in the words of its sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.db.engine import Database
from precursors.problems import problem
from precursors.registers.differing import differing
from precursors.web.texts import told
from tests.people import an_app


@pytest.mark.parametrize(
    ("text", "tongue", "said"),
    [
        ("net_mass: 10 → 12", "en", "Net Mass: 10 → 12"),
        (
            "substance: acetic-anhydride → methyl-ethyl-ketone; unit: kg → L", "en",
            "Substance: acetic anhydride → methyl ethyl ketone; Unit: kg → L",
        ),
        ("notes: a; b → - ; unit: kg → L", "en", "Notes: a; b → - ; Unit: kg → L"),
        ("odd_field: a → b", "en", "odd_field: a → b"),
        ("substance: acetone → toluene", "es", "Sustancia: acetona → tolueno"),
    ],
)  # fmt: skip
def test_fields_and_substances_are_named(text: str, tongue: str, said: str) -> None:
    assert differing(text, tongue) == said


def test_a_refusal_says_days_and_substances_as_its_reader_writes_them(database: Database, tmp_path: Path) -> None:
    conflict = problem("record.conflict", record="L-1", differing="valid_to: 2026-12-31 → 2027-12-31")
    future = problem("stock.no-closing", substance="acetic-anhydride", period="X-2026-03-01")

    with an_app(database, tmp_path).test_request_context("/"):
        assert "Valid To: 31 Dec 2026 → 31 Dec 2027" in told(conflict)
        assert "for acetic anhydride, X-2026-03-01:" in told(future)
