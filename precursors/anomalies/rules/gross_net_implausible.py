"""Packaging that weighs far more or less than it does for the substance."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log

from precursors.anomalies.rule import Finding, Known, Series, series_rule
from precursors.anomalies.spread import NORMAL

CODE, SCORE = "gross-net-implausible", 550


@series_rule(CODE)
def gross_net_implausible(series: Series, known: Known) -> Iterator[Finding]:
    """Gross over net mass beyond the deviations of the substance and beyond what heavy packaging explains."""
    least, deviations = known.figure(CODE, "least-shipments"), known.figure(CODE, "deviations")
    factor = log(known.figure(CODE, "least-factor"))
    for order in series.orders:
        usual = known.heaviness.get(order.substance)
        if order.heaviness is None or order.heaviness <= 0 or usual is None or usual.figures < least:
            continue
        off = abs(log(order.heaviness) - usual.median)
        if off > deviations * NORMAL * usual.deviation and off > factor:
            inputs = (
                ("substance", order.substance),
                ("ratio", f"{order.heaviness:.2f}"),
                ("usual", f"{exp(usual.median):.2f}"),
                ("shipments", str(usual.figures)),
            )
            yield Finding(series.agency, (order.key,), SCORE, inputs)
