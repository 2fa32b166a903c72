"""Goods below the controlled strength, only where decided law sets one."""

from __future__ import annotations

from datetime import date

import pytest

from precursors.law.book import law_book
from precursors.substances.control import below_control
from precursors.substances.identify import identify


@pytest.mark.parametrize(
    ("text", "country", "day", "below"),
    [
        ("Hydrochloric acid 29 %", "AU", date(2018, 6, 1), True),
        ("Hydrochloric acid 30 %", "AU", date(2018, 6, 1), False),
        ("Acetic anhydride 89 %", "AU", date(2018, 6, 1), True),
        ("Acetic anhydride 85-90 %", "AU", date(2018, 6, 1), False),
        ("Acetic anhydride > 80 %", "AU", date(2018, 6, 1), False),
        ("Acetone 50 %", "RU", date(2024, 1, 1), True),
        ("Acetone 50 %", "RU", date(2001, 1, 1), False),
        ("Hydrochloric acid 5 %", "DE", date(2024, 1, 1), False),
        ("Hydrochloric acid", "AU", date(2018, 6, 1), False),
        ("cement", "AU", date(2018, 6, 1), False),
    ],
)
def test_goods_are_below_control_only_where_the_law_says_so(text: str, country: str, day: date, below: bool) -> None:
    found = below_control(identify(text), country, day, law_book())

    assert (found is not None) == below
