"""R13: an order far beyond the usual."""

from __future__ import annotations

from precursors.anomalies.rules.order_spike import SCORE_BOTH, order_spike
from tests.anomalies.makers import every, found

USUAL = [10, 12, 9, 11, 10, 12]


def test_five_times_the_usual_is_a_spike() -> None:
    orders = every(30, [*USUAL, 55])

    (finding,) = found(order_spike, orders)

    assert finding.subjects == (orders[-1].key,)
    assert finding.score == SCORE_BOTH
    assert dict(finding.inputs)["usual"] == "10.5 kg"


def test_what_varies_as_usual_or_has_too_little_before_it_is_none() -> None:
    assert found(order_spike, every(30, [*USUAL, 14])) == []
    assert found(order_spike, every(30, [*USUAL[:5], 55])) == []


def test_a_season_is_no_spike() -> None:
    year = [10, 12, 9, 50, 11, 10, 12, 9, 10, 11, 12, 10]

    spikes = found(order_spike, every(30, [*year, 11, 12, 10, 52]))

    assert [dict(each.inputs)["quantity"] for each in spikes] == []


def test_a_little_more_than_the_highest_ever_is_growth() -> None:
    steady = [10, 10.2, 9.9, 10, 10.1, 10, 10, 10.1, 9.9, 10]

    assert found(order_spike, every(30, [*steady, 15])) == []
    assert len(found(order_spike, every(30, [*steady, 16]))) == 1
    assert found(order_spike, every(30, [40, *steady, *steady, 41])) == []
