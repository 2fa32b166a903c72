"""A newcomer whose first order is among the largest of the substance."""

from __future__ import annotations

from collections.abc import Iterator

from precursors.anomalies.rule import Finding, Known, Series, kilograms, series_rule
from precursors.anomalies.spread import quantile

CODE, SCORE = "new-importer-large-order", 400


@series_rule(CODE)
def new_importer_large_order(series: Series, known: Known) -> Iterator[Finding]:
    """The very first order of an operator exceeds nearly all orders of the substance by others."""
    if not series.orders:
        return
    first = series.orders[0]
    amounts = known.amounts.get(first.substance, ())
    if len(amounts) < known.figure(CODE, "least-orders"):
        return
    large = quantile(amounts, known.figure(CODE, "large-quantile"))
    if first.base_ug > large:
        inputs = (
            ("substance", first.substance),
            ("quantity", kilograms(first.base_ug)),
            ("large", kilograms(large)),
            ("day", first.day.isoformat()),
        )
        yield Finding(series.agency, (first.key,), SCORE, inputs)
