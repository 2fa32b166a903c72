"""Goods that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from precursors.anomalies.rules.round_trip import round_trip
from tests.anomalies.makers import START, an_order, found

OUT = an_order(START, 100, direction="export", destination="ye")


def back(days: int = 40, kg: float = 97, origin: str = "ye") -> object:
    return an_order(START + timedelta(days=days), kg, origin=origin)


def test_an_export_that_comes_back_in_like_quantity_is_told_with_both_records() -> None:
    (finding,) = found(round_trip, [OUT, back()])  # type: ignore[list-item]  # a declaration

    assert len(finding.subjects) == 2
    assert dict(finding.inputs)["country"] == "ye"


@pytest.mark.parametrize("changes", [{"days": 61}, {"kg": 90}, {"origin": "zz"}])
def test_what_differs_is_other_goods(changes: dict[str, object]) -> None:
    assert found(round_trip, [OUT, back(**changes)]) == []  # type: ignore[arg-type, list-item]  # plain values
