"""A newcomer whose first order is among the largest of the substance."""

from __future__ import annotations

from collections.abc import Iterator

from precursors.anomalies.rule import Finding, Known, Series, kilograms, series_rule

CODE, SCORE, SCORE_DECLARED = "new-importer-large-order", 750, 700


@series_rule(CODE, version=2)
def new_importer_large_order(series: Series, known: Known) -> Iterator[Finding]:
    """The very first order of an operator is several times what nearly all orders of the substance by others reach.

    Large plants begin as well; whoever names a notification or an authorisation has been looked at by somebody.
    """
    if not series.orders:
        return
    first = series.orders[0]
    amounts, share = known.amounts_of(first.substance), known.figure(CODE, "large-quantile")
    if first.key < series.first or amounts.figures < known.figure(CODE, "least-orders"):
        return
    if amounts.exceeds(first.base_ug / known.figure(CODE, "times-large"), share):
        inputs = (
            ("substance", first.substance),
            ("quantity", kilograms(first.base_ug)),
            ("large", kilograms(amounts.quantile(share))),
            ("day", first.day.isoformat()),
        )
        yield Finding(series.agency, (first.key,), SCORE_DECLARED if first.declared else SCORE, inputs)
