"""Columns kept as distinct values and codes."""

from __future__ import annotations

import pytest

from precursors.intake.codes import at_codes


@pytest.mark.parametrize(
    ("codes", "expected"), [([], []), ([1], ["a"]), ([1, 0, 2, 1], ["a", None, "b", "a"]), (bytes(2), [None, None])]
)
def test_each_row_has_the_value_of_its_code(codes: list[int] | bytes, expected: list[str | None]) -> None:
    assert list(at_codes([None, "a", "b"], codes)) == expected
