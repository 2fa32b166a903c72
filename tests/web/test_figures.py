"""Figures, days and times as readers of each language write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask.ctx import RequestContext
from hypothesis import given
from hypothesis import strategies as st

from precursors.config.settings import LANGUAGES
from precursors.web.figures import FILTERS, day, kilograms, litres, moment, number
from tests.web.sink import sink_app

THIN, WIDE = "\u202f", "\xa0"


def reading(home: Path, tongue: str, zone: str = "UTC") -> RequestContext:
    """A request of somebody who reads `tongue` and lives in `zone`."""
    return sink_app(home, PRECURSORS_LANGUAGE=tongue, PRECURSORS_TIMEZONE=zone).test_request_context("/")


@pytest.mark.parametrize(
    ("tongue", "written"),
    [
        ("en", "1,234,567.890"),
        ("es", "1.234.567,890"),
        ("fr", f"1{THIN}234{THIN}567,890"),
        ("pt", "1.234.567,890"),
        ("ru", f"1{WIDE}234{WIDE}567,890"),
        ("ar", "1,234,567.890"),
    ],
)
def test_kilograms_carry_the_marks_of_the_language(tmp_path: Path, tongue: str, written: str) -> None:
    with reading(tmp_path, tongue):
        assert kilograms(1_234_567_890_000_000) == written


def test_a_microgram_is_never_rounded_away(tmp_path: Path) -> None:
    with reading(tmp_path, "en"):
        assert kilograms(9_007_199_254_740_993_001) == "9,007,199,254.740993001"
        assert kilograms(1) == "0.000000001"
        assert litres(1) == "0.000001"


@given(st.integers(-(10**18), 10**18))
def test_written_kilograms_read_back_are_the_micrograms(ug: int) -> None:
    assert int(Decimal(kilograms(ug).replace(",", "")).scaleb(9)) == ug


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_nothing_is_written_as_nothing(tmp_path: Path, tongue: str) -> None:
    with reading(tmp_path, tongue):
        assert {write(None) for write in FILTERS.values()} == {""}


def test_a_number_keeps_all_its_decimals(tmp_path: Path) -> None:
    with reading(tmp_path, "en"):
        assert number(Decimal("1234.5670")) == "1,234.567"
        assert number(100_000) == "100,000"


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_a_day_cannot_be_read_as_another_day(tmp_path: Path, tongue: str) -> None:
    with reading(tmp_path, tongue):
        written = day(date(2026, 3, 1))

    assert "2026" in written
    assert not written.startswith(("03", "3", "Mar"))


def test_a_time_is_that_of_the_installation(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)

    with reading(tmp_path, "en", "UTC"):
        assert moment(at) == "22 Nov 2026, 03:05"
    with reading(tmp_path, "en", "America/Lima"):
        assert moment(at) == "21 Nov 2026, 22:05"
        assert moment(at.replace(tzinfo=None)) == "21 Nov 2026, 22:05"
