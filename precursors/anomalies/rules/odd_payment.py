"""R31, as far as shipments show it: goods whose final address is a firm that carries or clears goods.

How a deal was paid is in no record of the registry; what a seller notices comes as a report of a suspicious one.
"""

from __future__ import annotations

from collections.abc import Iterator

from precursors.anomalies.rule import Finding, Known, Series, series_rule

CODE, SCORE = "odd-payment", 450


@series_rule(CODE)
def odd_payment(series: Series, known: Known) -> Iterator[Finding]:
    """The ultimate consignee is the carrier or the broker of so many shipments of all that it is known as one."""
    least = known.figure(CODE, "least-shipments")
    for order in series.orders:
        times = known.forwarders.get(order.consignee, 0) if order.consignee else 0
        if times >= least:
            inputs = (
                ("substance", order.substance),
                ("consignee", order.consignee),
                ("times", str(times)),
                ("day", order.day.isoformat()),
            )
            yield Finding(series.agency, (order.key,), SCORE, inputs, f"{series.party} {order.consignee}")
