"""CAS numbers: check digits, loose spellings and repair from dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.substances.book import book
from precursors.substances.cas import check_digit_holds, find_cas, read_cas

KNOWN = book().cas


@pytest.mark.parametrize(
    ("cell", "cas", "status"),
    [
        ("67-64-1", "67-64-1", "ok"),
        ("CAS No. 67-64-1", "67-64-1", "ok"),
        ("7664‑93‑9", "7664-93-9", "ok"),
        ("0000067-64-1", "67-64-1", "ok"),
        ("67641", "67-64-1", "ok"),
        ("64-17-5", "64-17-5", "ok"),
        ("67-64-2", None, "wrong-digit"),
        ("1975-09-02", "75-09-2", "repaired"),
        ("1975-09-02 00:00:00", "75-09-2", "repaired"),
        ("2-Sep-75", "75-09-2", "repaired"),
        ("02/09/1975", "75-09-2", "repaired"),
        ("2 сен 1975", "75-09-2", "repaired"),
        (27639, "75-09-2", "repaired"),
        ("27639", "75-09-2", "repaired"),
        (date(1979, 3, 8), "79-03-8", "repaired"),
        (datetime(1975, 5, 8), "75-05-8", "repaired"),  # noqa: DTZ001 - a cell has no time zone
        ("5413-05-08", "5413-05-8", "repaired"),
        ("2024-01-15", None, "unreadable"),
        ("acetone", None, "unreadable"),
        ("", None, "unreadable"),
    ],
)
def test_a_cell_is_read_or_repaired(cell: str | date | int, cas: str | None, status: str) -> None:
    reading = read_cas(cell, KNOWN)

    assert (reading.cas, reading.status) == (cas, status)


def test_every_number_of_the_book_that_a_spreadsheet_can_damage_comes_back() -> None:
    damaged = {cas: day for cas in KNOWN if (day := _as_date(cas))}

    assert len(damaged) >= 4
    for cas, day in damaged.items():
        assert read_cas(day, KNOWN).cas == cas
        assert read_cas(day.strftime("%d/%m/%Y"), KNOWN).cas == cas


def _as_date(cas: str) -> date | None:
    first, second, third = (int(part) for part in cas.split("-"))
    year = first + (2000 if first < 30 else 1900) if first < 100 else first
    try:
        return date(year, second, third) if year <= 9999 else None
    except ValueError:
        return None


@given(st.integers(10, 9_999_999), st.integers(0, 99))
def test_exactly_one_of_ten_digits_passes_the_check(first: int, second: int) -> None:
    passing = [digit for digit in range(10) if check_digit_holds(f"{first}-{second:02d}-{digit}")]

    assert len(passing) == 1


@given(st.text(max_size=30))
def test_a_repair_only_ever_arrives_at_a_known_number(cell: str) -> None:
    reading = read_cas(cell, KNOWN)

    assert reading.cas is None or check_digit_holds(reading.cas)
    assert reading.status != "repaired" or reading.cas in KNOWN


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_date_is_never_ok_as_it_stands(day: date) -> None:
    assert read_cas(day, KNOWN).status in ("repaired", "unreadable")
    assert read_cas((day - date(1899, 12, 30)) // timedelta(days=1), KNOWN).status in (
        "ok",
        "repaired",
        "unreadable",
    )


def test_numbers_are_found_inside_a_text() -> None:
    assert find_cas("Acetone [67-64-1] 200 kg, lot 2024-01-15") == ("67-64-1",)
