"""R26: a price far from what the substance cost that year."""

from __future__ import annotations

from math import exp, log

from precursors.anomalies.rule import Declared, Finding, Known, order_rule
from precursors.anomalies.spread import NORMAL

CODE, SCORE = "price-outlier", 750


@order_rule(CODE)
def price_outlier(order: Declared, known: Known) -> Finding | None:
    """The logarithm of value per kilogram beyond the deviations of the substance, the year and the currency."""
    usual = known.prices.get((order.substance, order.day.year, order.currency))
    if order.price is None or order.price <= 0 or usual is None:
        return None
    off = abs(log(order.price) - usual.median)
    beyond = off > known.figure(CODE, "deviations") * NORMAL * usual.deviation
    if not beyond or off <= log(known.figure(CODE, "least-factor")):
        return None
    if usual.figures < known.figure(CODE, "least-prices"):
        return None
    inputs = (
        ("substance", order.substance),
        ("price", f"{order.price:.2f} {order.currency}"),
        ("usual", f"{exp(usual.median):.2f} {order.currency}"),
        ("prices", str(usual.figures)),
    )
    return Finding(order.agency, (order.key,), SCORE, inputs)
