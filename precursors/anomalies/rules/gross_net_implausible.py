"""Packaging that weighs far more or less than it does for the substance."""

from __future__ import annotations

from math import exp, log

from precursors.anomalies.rule import Declared, Finding, Known, order_rule
from precursors.anomalies.spread import NORMAL

CODE, SCORE = "gross-net-implausible", 750


@order_rule(CODE)
def gross_net_implausible(order: Declared, known: Known) -> Finding | None:
    """Gross over net mass beyond the deviations of the substance and beyond what heavy packaging explains."""
    usual = known.heaviness.get(order.substance)
    if order.heaviness is None or order.heaviness <= 0 or usual is None:
        return None
    off = abs(log(order.heaviness) - usual.median)
    beyond = off > known.figure(CODE, "deviations") * NORMAL * usual.deviation
    if not beyond or off <= log(known.figure(CODE, "least-factor")):
        return None
    if usual.figures < known.figure(CODE, "least-shipments"):
        return None
    inputs = (
        ("substance", order.substance),
        ("ratio", f"{order.heaviness:.2f}"),
        ("usual", f"{exp(usual.median):.2f}"),
        ("shipments", str(usual.figures)),
    )
    return Finding(order.agency, (order.key,), SCORE, inputs)
