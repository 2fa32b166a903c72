"""Days as people type them: read, asked, or refused; never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.days import read_day
from precursors.problems import Problem

MARCH = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-03-09", None),
        ("2026-3-9", "mdy"),
        ("2026-03-09T10:15:00", None),
        ("2026/03/09", None),
        ("20260309", None),
        ("09/03/2026", "dmy"),
        ("9.3.2026", "dmy"),
        ("09-03-26", "dmy"),
        ("03/09/2026", "mdy"),
        ("9 de marzo de 2026", None),
        ("9 March 2026", None),
        ("March 9, 2026", None),
        ("09-mar-2026", None),
        ("9 марта 2026 г.", None),
        ("9 mars 2026", None),
        ("9 de março de 2026", None),
        ("9 مارس 2026", None),
        ("٠٩/٠٣/٢٠٢٦", "dmy"),
    ],
)
def test_one_day_in_many_hands(text: str, order: str | None) -> None:
    assert read_day("t", text, order) == MARCH


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("03/09/2026", None, "date.ambiguous"),
        ("03/09/2026", "ymd", "date.ambiguous"),
        ("25/12/2025", "mdy", "date.other-order"),
        ("31/02/2026", "dmy", "date.unreadable"),
        ("soon", "dmy", "date.unreadable"),
        ("9 Brumaire 2026", "dmy", "date.unreadable"),
        ("32/13/2026", None, "date.ambiguous"),
    ],
)
def test_what_can_be_read_two_ways_or_none_is_told(text: str, order: str | None, code: str) -> None:
    found = read_day("t", text, order)

    assert isinstance(found, Problem)
    assert found.code == code


def test_a_number_is_no_date_unless_it_spells_one() -> None:
    found = read_day("n", "46090", "dmy")

    assert isinstance(found, Problem)
    assert found.code == "date.number"
    assert read_day("n", "20260309", None) == MARCH


def test_a_date_cell_is_its_day_whatever_the_hour() -> None:
    assert read_day("d", "2026-03-09T23:59:59", "mdy") == MARCH


def test_nothing_is_nothing() -> None:
    assert read_day("t", "", "dmy") is None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["dmy", "mdy"]))
def test_a_day_written_in_the_declared_order_reads_back(day: date, order: str) -> None:
    text = day.strftime("%d/%m/%Y" if order == "dmy" else "%m/%d/%Y")

    assert read_day("t", text, order) == day


@given(st.text(max_size=30), st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_no_text_breaks_the_reader(text: str, order: str | None) -> None:
    found = read_day("t", text.strip(), order)

    assert found is None or isinstance(found, date | Problem)
