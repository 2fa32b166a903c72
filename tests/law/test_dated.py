"""Dated values: no default, no overlap, and the law's own silence is heard."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.law.dated import Dated, Entry, NotInForce

DAYS = st.dates(date(1980, 1, 1), date(2030, 1, 1))


def an_entry(value: int, start: date, end: date | None = None, status: str = "verified-primary") -> Entry[int]:
    return Entry(value, start, end, "Act 1", "gazette", status, date(2026, 6, 5))


def test_the_value_of_its_own_days_is_given() -> None:
    dated = Dated("limit", [an_entry(2, date(2001, 1, 1)), an_entry(1, date(1990, 1, 1), date(2000, 12, 31))])

    assert dated.on(date(2000, 12, 31)).value == 1
    assert dated.on(date(2001, 1, 1)).value == 2


def test_silence_is_raised_and_says_until_when_the_law_was_looked_up() -> None:
    dated = Dated("limit", [an_entry(1, date(1990, 1, 1), date(2000, 12, 31))])

    with pytest.raises(NotInForce) as caught:
        dated.on(date(2001, 1, 1))

    assert caught.value.last_checked == date(2026, 6, 5)
    assert caught.value.problem("licence").code == "law.not-in-force"
    assert "2026-06-05" in str(caught.value)


def test_an_empty_history_has_no_default() -> None:
    with pytest.raises(NotInForce):
        Dated[int]("limit", []).on(date(2020, 1, 1))


@pytest.mark.parametrize("end", [None, date(2001, 1, 1), date(2005, 5, 5)])
def test_two_values_on_one_day_are_refused(end: date | None) -> None:
    with pytest.raises(ValueError, match="two values"):
        Dated("limit", [an_entry(1, date(1990, 1, 1), end), an_entry(2, date(2001, 1, 1))])


def test_an_entry_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Dated("limit", [an_entry(1, date(1990, 1, 2), date(1990, 1, 1))])


@pytest.mark.parametrize(
    ("status", "decides"),
    [
        ("verified-primary", True),
        ("verified-secondary", True),
        ("DEMO", True),
        ("RECALLED", False),
        ("verified-primary(proposed)", False),
        ("draft", False),
    ],
)
def test_only_law_that_was_read_decides(status: str, decides: bool) -> None:
    assert an_entry(1, date(2000, 1, 1), status=status).decides is decides


@given(st.lists(DAYS, min_size=1, max_size=8, unique=True), DAYS)
def test_the_latest_beginning_not_after_the_day_holds(starts: list[date], day: date) -> None:
    ordered = sorted(starts)
    ends = [later - timedelta(days=1) for later in ordered[1:]] + [None]
    dated = Dated("x", [an_entry(n, *span) for n, span in enumerate(zip(ordered, ends, strict=True))])

    begun = [n for n, start in enumerate(ordered) if start <= day]

    if begun:
        assert dated.on(day).value == begun[-1]
    else:
        with pytest.raises(NotInForce):
            dated.on(day)
