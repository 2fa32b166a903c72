"""R27: a package size that was never used for the substance."""

from __future__ import annotations

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, SCORE = "odd-packaging", 700


@order_rule(CODE)
def odd_packaging(order: Declared, known: Known) -> Finding | None:
    """Packages of a size nobody else used, of a substance of which many packages are known."""
    sizes = known.packagings.get(order.substance, {}) if order.packaging else {}
    if not sizes or sizes.get(order.packaging, 0) > 1:
        return None
    least, shipments = known.figure(CODE, "least-shipments"), sum(sizes.values())
    if shipments < least or len(sizes) > least:
        return None
    inputs = (
        ("substance", order.substance),
        ("size", order.packaging),
        ("usual", max(sizes, key=lambda each: (sizes[each], each))),
        ("shipments", str(shipments)),
    )
    return Finding(order.agency, (order.key,), SCORE, inputs)
