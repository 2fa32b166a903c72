"""Precision, recall and the area under the curve, by hand on rows that can be counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.ranking.measuring import measured, origins

SCORES = [1 - place / 100 for place in range(100)]
"""The first row has the highest score."""


@pytest.mark.parametrize(
    ("found", "auc", "ten", "recall"),
    [
        ([place < 20 for place in range(100)], 1.0, 1.0, 0.5),
        ([place >= 80 for place in range(100)], 0.0, 0.0, 0.0),
        ([place % 2 == 0 for place in range(100)], 0.51, 0.5, 0.1),
        ([False] * 100, None, 0.0, 0.0),
    ],
)
def test_an_order_is_as_good_as_what_stands_first(
    found: list[bool], auc: float | None, ten: float, recall: float
) -> None:
    told = measured(SCORES, found)

    assert told["auc"] == (None if auc is None else pytest.approx(auc))
    assert (told["at"]["10"]["precision"], told["at"]["10"]["recall"]) == (pytest.approx(ten), pytest.approx(recall))


@given(found=st.lists(st.booleans(), min_size=2, max_size=60))
def test_an_order_that_tells_nothing_apart_is_a_coin(found: list[bool]) -> None:
    auc = measured([0.5] * len(found), found)["auc"]

    assert auc is None or auc == pytest.approx(0.5)


def test_an_origin_inspected_beyond_its_finds_stands_first() -> None:
    countries = ["XA"] * 50 + ["XB"] * 50

    told = origins(SCORES, [place >= 50 for place in range(100)], countries)

    assert told[0]._asdict() == {"origin": "XA", "rows": 50, "found": 0, "inspected": 10, "right": 0}
    assert origins(SCORES, [True] * 100, ["XA"] * 75 + ["XB"] * 25)[-1].origin == "XA"  # XB has too few rows
