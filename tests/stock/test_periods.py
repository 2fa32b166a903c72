"""Periods as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from precursors.problems import Problem
from precursors.stock.periods import Period, before, period_of, read_period


@pytest.mark.parametrize(
    ("text", "name", "first", "last"),
    [
        ("2026-03", "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("3/2026", "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("202603", "2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q1", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("Q4 2026", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("T2/2026", "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        *(
            (text, "2026-05", date(2026, 5, 1), date(2026, 5, 31))
            for text in (
                "mayo 2026",
                "Mayo de 2026",
                "May 2026",
                "may-2026",
                "2026 May",
                "mai 2026",
                "MAIO/2026",
                "maio de 2026",
                "май 2026",
                "Май 2026 г.",
                "мая 2026 года",
                "مايو 2026",
                "أيار ٢٠٢٦",
            )
        ),
        ("août 2026", "2026-08", date(2026, 8, 1), date(2026, 8, 31)),
        ("Aug. 2026", "2026-08", date(2026, 8, 1), date(2026, 8, 31)),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, name: str, first: date, last: date) -> None:
    found = read_period(text)

    assert found == Period(first, last)
    assert isinstance(found, Period)
    assert found.name == name


def test_a_day_stands_for_the_period_it_lies_in_where_one_is_usual() -> None:
    assert read_period("2026-05-01", "quarterly") == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert isinstance(read_period("2026-05-01"), Problem)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "Q5 2026", "spring", "spring 2026", "May", "may-26", "26-1", "202613", "201220", "032026"]
)
def test_what_is_no_period_is_a_problem(text: str) -> None:
    assert isinstance(read_period(text), Problem)


@pytest.mark.parametrize(
    ("day", "frequency", "name"),
    [
        (date(2026, 1, 15), "monthly", "2025-12"),
        (date(2026, 5, 1), "quarterly", "2026-Q1"),
        (date(2026, 5, 1), "yearly", "2025"),
    ],
)
def test_the_period_before_has_the_same_length(day: date, frequency: str, name: str) -> None:
    assert before(period_of(day, frequency)).name == name
