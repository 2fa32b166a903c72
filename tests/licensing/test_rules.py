"""Periods of licensed quantities, states by day, company numbers: pure functions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.licensing.identifiers import verdicts
from precursors.licensing.models import PERIODS
from precursors.licensing.rules import period_of, periods, state_on

START, END = date(2024, 2, 15), date(2026, 2, 14)


@pytest.mark.parametrize(
    ("kind", "day", "first"),
    [
        ("year", date(2025, 2, 14), date(2024, 2, 15)),
        ("year", date(2025, 2, 15), date(2025, 2, 15)),
        (None, date(2025, 2, 15), date(2025, 2, 15)),
        ("calendar-year", date(2025, 1, 1), date(2025, 1, 1)),
        ("calendar-year", date(2024, 12, 31), date(2024, 1, 1)),
        ("quarter", date(2024, 3, 31), date(2024, 1, 1)),
        ("quarter", date(2024, 4, 1), date(2024, 4, 1)),
        ("month", date(2024, 2, 29), date(2024, 2, 1)),
        ("total", date(2026, 1, 1), START),
        ("month", date(2026, 4, 1), date(2026, 2, 1)),
        ("year", date(2026, 4, 1), date(2025, 2, 15)),
    ],
)
def test_a_day_draws_on_its_period_and_in_grace_on_the_last(kind: str | None, day: date, first: date) -> None:
    assert period_of(kind, START, day, END) == first


@given(kind=st.sampled_from(PERIODS), start=st.dates(date(2000, 1, 1), date(2030, 1, 1)), length=st.integers(0, 1500))
def test_every_day_of_a_line_falls_into_one_of_its_periods(kind: str, start: date, length: int) -> None:
    end = date.fromordinal(start.toordinal() + length)

    found = periods(kind, start, end)

    assert found == sorted(set(found))
    for day in (start, end, date.fromordinal(start.toordinal() + length // 2)):
        assert period_of(kind, start, day, end) in found


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2024, 1, 1), "active"), (date(2024, 5, 1), "suspended"), (date(2024, 6, 1), "active"), (END, "active")],
)
def test_a_line_stands_on_each_day_where_it_stood_then(day: date, state: str) -> None:
    turns = ((START, "active"), (date(2024, 4, 1), "suspended"), (date(2024, 6, 1), "active"))

    assert state_on(turns, day, "active") == state


def test_without_a_life_a_line_stands_where_it_was_stated() -> None:
    assert state_on((), START, "revoked") == "revoked"


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({"identifier": "20100070970", "country": "PE"}, {"identifier": "fits"}),
        ({"identifier": "20100070971", "country": "PE"}, {"identifier": "does-not-fit"}),
        ({"identifier": "8999990902", "country": "CO"}, {"identifier": "fits"}),
        ({"identifier": "11.222.333/0001-81", "country": "BR"}, {"identifier": "fits"}),
        ({"identifier": "11.222.333/0001-82", "country": "BR"}, {"identifier": "does-not-fit"}),
        ({"identifier": "anything", "country": "XD"}, {"identifier": "not-known"}),
        ({"identifier": "anything", "country": None}, {"identifier": "not-known"}),
        ({"lei": "213800KUD8LAJWSQ9D15"}, {"lei": "fits"}),
        ({"lei": "213800KUD8LAJWSQ9D16"}, {"lei": "does-not-fit"}),
        ({"gln": "9501101530003"}, {"gln": "fits"}),
        ({"gln": "9501101530004"}, {"gln": "does-not-fit"}),
        ({"eori": "DE1234567"}, {"eori": "fits"}),
        ({"eori": "1234567"}, {"eori": "does-not-fit"}),
    ],
)
def test_numbers_are_checked_where_their_scheme_is_known(told: dict[str, str | None], verdict: dict[str, str]) -> None:
    assert verdicts(told) == verdict
