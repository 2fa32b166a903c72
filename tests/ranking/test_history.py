"""A row is told by what was known before its day; nothing of its day or later ever speaks about it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precursors.ranking.history import History, features, walked
from precursors.ranking.layout import Case
from tests.ranking.makers import cases, customs, declarations

ROWS = cases(declarations(120))


def told(rows: list[Case]) -> dict[str, list[float]]:
    return {case.row: row for case, row in walked(rows, customs(), History())}


def same(one: list[float], two: list[float]) -> bool:
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one, two, strict=True))


@settings(max_examples=40)
@given(place=st.integers(0, len(ROWS) - 1), found=st.booleans())
def test_what_was_found_in_a_row_changes_nothing_about_its_day_or_an_earlier_one(place: int, found: bool) -> None:
    changed = ROWS.copy()
    changed[place] = replace(ROWS[place], found=found, unit=99.0)

    before, after = told(ROWS), told(changed)

    early = [case for case in ROWS if case.day <= ROWS[place].day and case.row != ROWS[place].row]
    assert all(same(before[case.row], after[case.row]) for case in early)
    assert before[ROWS[place].row][: 2 * len(customs().counted)] == after[ROWS[place].row][: 2 * len(customs().counted)]


def test_what_was_found_does_change_what_a_later_row_is_told() -> None:
    changed = [replace(case, found=True) for case in ROWS[:10]] + ROWS[10:]

    before, after = told(ROWS), told(changed)

    assert not same(before[ROWS[-1].row], after[ROWS[-1].row])


def test_the_order_in_which_rows_are_handed_in_does_not_matter() -> None:
    backwards = told(ROWS[::-1])

    assert all(backwards[name] == pytest.approx(row, nan_ok=True) for name, row in told(ROWS).items())


def test_each_feature_has_a_name() -> None:
    assert {len(row) for row in told(ROWS).values()} == {len(features(customs()))}


def test_a_code_that_lost_its_leading_nought_is_in_its_own_chapter() -> None:
    case = customs().case(declarations(1)[0] | {"HS6 Code": "70200"})

    assert case.words["chapter"] == "07"
