"""R31: a forwarder is no final address."""

from __future__ import annotations

from precursors.anomalies.rules.odd_payment import odd_payment
from tests.anomalies.makers import an_order, known, seen

FORWARDERS = known(forwarders={"fast freight": 12, "once only": 1})


def test_goods_for_a_firm_that_carries_goods_are_told() -> None:
    (finding,) = seen(odd_payment, [an_order(consignee="fast freight")], FORWARDERS)

    assert dict(finding.inputs)["times"] == "12"


def test_others_and_who_carried_once_are_not() -> None:
    orders = [an_order(consignee=name) for name in ("", "once only", "farbwerke")]

    assert seen(odd_payment, orders, FORWARDERS) == []
