"""Silence, then an order."""

from __future__ import annotations

from datetime import timedelta

from precursors.anomalies.rules.dormant_reactivated import SCORE, SCORE_LARGER, dormant_reactivated
from tests.anomalies.makers import an_order, every, found

MONTHLY = every(30, [10] * 5)


def test_an_order_after_years_of_silence_is_told_and_more_so_a_large_one() -> None:
    day = MONTHLY[-1].day + timedelta(days=500)

    (like,) = found(dormant_reactivated, [*MONTHLY, an_order(day, 10)])
    (larger,) = found(dormant_reactivated, [*MONTHLY, an_order(day, 40)])

    assert (like.score, larger.score) == (SCORE, SCORE_LARGER)


def test_who_orders_once_a_year_is_not_dormant() -> None:
    assert found(dormant_reactivated, every(370, [10] * 7)) == []
    assert found(dormant_reactivated, [*MONTHLY, an_order(MONTHLY[-1].day + timedelta(days=300))]) == []
