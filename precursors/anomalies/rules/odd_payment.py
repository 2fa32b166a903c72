"""R31, as far as shipments show it: goods whose final address is a firm that carries or clears goods.

How a deal was paid is in no record of the registry; what a seller notices comes as a report of a suspicious one.
"""

from __future__ import annotations

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, SCORE = "odd-payment", 700


@order_rule(CODE)
def odd_payment(order: Declared, known: Known) -> Finding | None:
    """The ultimate consignee is the carrier or the broker of so many shipments of all that it is known as one."""
    times = known.forwarders.get(order.consignee, 0) if order.consignee else 0
    if not times or times < known.figure(CODE, "least-shipments"):
        return None
    inputs = (
        ("substance", order.substance),
        ("consignee", order.consignee),
        ("times", str(times)),
        ("day", order.day.isoformat()),
    )
    return Finding(order.agency, (order.key,), SCORE, inputs, f"{order.party} {order.consignee}")
