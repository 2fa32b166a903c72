"""R14: more orders than the year before lets expect."""

from __future__ import annotations

from datetime import timedelta

from precursors.anomalies.rules.frequency_spike import frequency_spike
from tests.anomalies.makers import START, every, found

MONTHLY = every(30, [10] * 12)
BURST = every(3, [10] * 8, start=START + timedelta(days=365))


def test_eight_orders_in_a_month_after_one_a_month_are_seen_once() -> None:
    (finding,) = found(frequency_spike, [*MONTHLY, *BURST])

    assert finding.subjects[-1] in {each.key for each in BURST}


def test_steady_trade_and_newcomers_are_none() -> None:
    assert found(frequency_spike, every(7, [10] * 100)) == []
    assert found(frequency_spike, BURST) == []


def test_a_full_month_that_chance_brings_about_now_and_then_is_not_told() -> None:
    five, eight = (every(3, [10] * count, start=START + timedelta(days=365)) for count in (5, 8))

    assert found(frequency_spike, [*MONTHLY, *five]) == []
    assert len(found(frequency_spike, [*MONTHLY, *eight])) == 1
