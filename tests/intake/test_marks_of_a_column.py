"""A typed number of two readings counts as its source declares, unless its own column shows another habit."""

from __future__ import annotations

import pytest

from precursors.intake.types import mixed_marks
from precursors.quantities.conventions import convention


@pytest.mark.parametrize(
    ("texts", "writes", "unsure"),
    [
        (["1.234", "12.5"], "en-US", []),
        (["1.234", "12,5"], "en-US", ["1.234"]),
        (["1.234", "1.234,50"], "en-US", ["1.234"]),
        (["1.234 kg", "0,5 kg"], "en-US", ["1.234 kg"]),
        (["1,234", "12.5"], "en-US", []),
        (["1,234", "12.5"], "de-DE", ["1,234"]),
        (["1,234", "1,234.5"], "de-DE", ["1,234"]),
        (["1.234", "1.234.567"], "en-US", []),
        (["12,5", "7,25"], "en-US", []),
        (["0.125", "12,5"], "en-US", []),
        (["1.234", "12,5"], "none", []),
        (["1.234", "D-12,5"], "en-US", []),
    ],
)
def test_a_decimal_mark_of_another_habit_makes_two_readings_of_a_thousand(
    texts: list[str], writes: str, unsure: list[str]
) -> None:
    found = mixed_marks(dict(enumerate(texts, 1)), convention(writes))

    assert [texts[at - 1] for at in found] == unsure
