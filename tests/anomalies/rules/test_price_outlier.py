"""R26: prices."""

from __future__ import annotations

from math import log

from precursors.anomalies.rules.price_outlier import price_outlier
from precursors.anomalies.spread import Spread
from tests.anomalies.makers import an_order, known, seen

USUAL = known(prices={("acetone", 2024, "usd"): Spread(log(2.0), 0.1, 50)})


def priced(price: float | None, currency: str = "usd") -> object:
    return an_order(price=price, currency=currency)


def test_ten_times_the_usual_price_is_told_and_so_is_a_tenth() -> None:
    assert len(seen(price_outlier, [priced(20.0)], USUAL)) == 1  # type: ignore[list-item]  # a declaration
    assert len(seen(price_outlier, [priced(0.2)], USUAL)) == 1  # type: ignore[list-item]  # a declaration


def test_a_fair_an_unknown_and_a_foreign_price_are_not() -> None:
    for order in (priced(3.9), priced(None), priced(20.0, "eur")):
        assert seen(price_outlier, [order], USUAL) == []  # type: ignore[list-item]  # a declaration
    few = known(prices={("acetone", 2024, "usd"): Spread(log(2.0), 0.1, 19)})
    assert seen(price_outlier, [priced(20.0)], few) == []  # type: ignore[list-item]  # a declaration
