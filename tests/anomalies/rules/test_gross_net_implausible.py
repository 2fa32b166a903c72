"""Gross and net."""

from __future__ import annotations

from math import log

from precursors.anomalies.rules.gross_net_implausible import gross_net_implausible
from precursors.anomalies.spread import Spread
from tests.anomalies.makers import an_order, known, seen

USUAL = known(heaviness={"acetone": Spread(log(1.1), 0.02, 40)})


def test_packaging_as_heavy_as_the_goods_is_told() -> None:
    (finding,) = seen(gross_net_implausible, [an_order(heaviness=2.2)], USUAL)

    assert dict(finding.inputs)["ratio"] == "2.20"


def test_heavy_packaging_and_unknown_weights_are_not() -> None:
    assert seen(gross_net_implausible, [an_order(heaviness=1.5), an_order(heaviness=None)], USUAL) == []
