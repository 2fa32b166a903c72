"""What the describing cells of a row mean together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from precursors.intake.types import Figure
from precursors.quantities.conventions import convention
from precursors.trade.goods import size_of


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (Figure(Decimal(200), "200", "L"), "200 L"),
        (Figure(None, "200 L", "L"), "200 L"),
        (Figure(None, "0.2 m3", "L"), "0.2 m3"),
        (Figure(None, "approx 200", "L"), "approx 200 L"),
        (Figure(Decimal(200), "200"), "200"),
        (None, ""),
    ],
)
def test_a_package_size_takes_the_unit_of_its_heading_unless_it_says_one(size: Figure | None, told: str) -> None:
    assert size_of(size, convention("en-GB")) == told
