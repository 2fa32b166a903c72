"""Quantities that creep up."""

from __future__ import annotations

from precursors.anomalies.rules.slow_drift import slow_drift
from tests.anomalies.makers import every, found


def test_orders_that_double_step_by_step_are_seen_as_one_drift() -> None:
    (finding,) = found(slow_drift, every(25, [10, 11, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30]))

    assert len(finding.subjects) == 13


def test_level_jumping_and_few_orders_do_not_drift() -> None:
    assert found(slow_drift, every(25, [10, 12, 9, 11] * 4)) == []
    assert found(slow_drift, every(25, [10, 40, 9, 35, 10, 38, 9, 36, 10, 41, 9, 37, 36])) == []
    assert found(slow_drift, every(25, [10, 15, 20, 25, 30])) == []
