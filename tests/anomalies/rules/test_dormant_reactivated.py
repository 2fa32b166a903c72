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


def test_who_orders_now_and_then_is_silent_for_a_year_by_chance() -> None:
    days = (0, 3, 210, 215, 380, 385, 590, 600, 1000)
    orders = [an_order(MONTHLY[0].day + timedelta(days=each), 10) for each in days]

    assert found(dormant_reactivated, orders) == []
    assert len(found(dormant_reactivated, [*orders[:-1], an_order(orders[-2].day + timedelta(days=900), 10)])) == 1
