"""A purity far from what a label declares is flagged with the report; one near it, or beside no figure, is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.laboratory.purity import declared_ppm, points_apart
from precursors.laboratory.results import ResultImporter
from precursors.registers.entry import Entered
from tests.custody.makers import a_lot, recorded
from tests.people import an_agency


@pytest.mark.parametrize(
    ("text", "ppm"),
    [
        ("98 %", 980_000),
        ("98.5%", 985_000),
        ("98,5 % w/w", 985_000),
        ("≥ 99", 990_000),
        ("95-98 %", None),
        ("20 % v/v", None),
        ("101 %", None),
        ("pure", None),
        (None, None),
    ],
)
def test_a_plain_percentage_is_read_and_nothing_else(text: str | None, ppm: int | None) -> None:
    assert declared_ppm(text) == ppm


def test_points_are_known_only_where_both_shares_are() -> None:
    assert points_apart(980_000, 875_000) == Decimal("10.5")
    assert points_apart(None, 875_000) is None
    assert points_apart(980_000, None) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("declared", "found", "flagged"),
    [("98 %", "87.9", True), ("98 %", "88", False), ("", "10", False), ("80 %", "97.5", True), ("98 %", "", False)],
)
def test_the_report_raises_what_is_more_than_ten_points_apart(
    database: Database, declared: str, found: str, flagged: bool
) -> None:
    an_agency(database)
    a_lot(database, concentration=declared)
    report = {"seizure": "S-1", "exhibit": "1", "report": "R-1", "day": "2026-11-20", "identity": "Acetone"}

    made = recorded(database, ResultImporter, **report, **({"purity": found} if found else {}))

    assert isinstance(made, Entered), made
    with database.read() as session:
        told = [because(each, "en") for each in session.execute(select(Flag)).scalars()]
        assert verify(session).broken is None
    assert bool(told) is flagged
    assert all(f"{found} %, where {declared} was declared" in each for each in told)
