"""R26: a price far from what the substance cost that year."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log

from precursors.anomalies.rule import Finding, Known, Series, series_rule
from precursors.anomalies.spread import NORMAL

CODE, SCORE = "price-outlier", 550


@series_rule(CODE)
def price_outlier(series: Series, known: Known) -> Iterator[Finding]:
    """The logarithm of value per kilogram beyond the deviations of the substance, the year and the currency."""
    least, deviations = known.figure(CODE, "least-prices"), known.figure(CODE, "deviations")
    factor = log(known.figure(CODE, "least-factor"))
    for order in series.orders:
        usual = known.prices.get((order.substance, order.day.year, order.currency))
        if order.price is None or order.price <= 0 or usual is None or usual.figures < least:
            continue
        off = abs(log(order.price) - usual.median)
        if off > deviations * NORMAL * usual.deviation and off > factor:
            inputs = (
                ("substance", order.substance),
                ("price", f"{order.price:.2f} {order.currency}"),
                ("usual", f"{exp(usual.median):.2f} {order.currency}"),
                ("prices", str(usual.figures)),
            )
            yield Finding(series.agency, (order.key,), SCORE, inputs)
