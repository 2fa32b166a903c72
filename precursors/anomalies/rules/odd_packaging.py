"""R27: a package size that was never used for the substance."""

from __future__ import annotations

from collections.abc import Iterator

from precursors.anomalies.rule import Finding, Known, Series, series_rule

CODE, SCORE = "odd-packaging", 500


@series_rule(CODE)
def odd_packaging(series: Series, known: Known) -> Iterator[Finding]:
    """Packages of a size nobody else used, of a substance of which many packages are known."""
    least = known.figure(CODE, "least-shipments")
    for order in series.orders:
        sizes = known.packagings.get(order.substance, {})
        if (
            order.packaging
            and sum(sizes.values()) >= least
            and sizes.get(order.packaging, 0) <= 1
            and len(sizes) <= least
        ):
            inputs = (
                ("substance", order.substance),
                ("size", order.packaging),
                ("usual", max(sizes, key=lambda each: (sizes[each], each))),
                ("shipments", str(sum(sizes.values()))),
            )
            yield Finding(series.agency, (order.key,), SCORE, inputs)
