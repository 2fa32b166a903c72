"""R29: goods declared for a use that no licence named for them is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from precursors.anomalies.rule import Finding, Known, Series, series_rule

CODE, SCORE = "use-mismatch", 300
SHORTEST, STEM = 4, 5
"""Shorter words say nothing; of longer ones the beginning is compared, so that `paints` is `painting`."""


@series_rule(CODE)
def use_mismatch(series: Series, known: Known) -> Iterator[Finding]:
    """A declared use without a word in common with any use that the licence named gives for the substance.

    Where neither says anything in words of its own, or the licence names no use, nothing is told.
    """
    for order in series.orders:
        licensed = known.uses.get((series.agency, order.licence, order.substance)) if order.use else None
        said = stems(order.use)
        if licensed and said and not said & stems(licensed):
            inputs = (
                ("substance", order.substance),
                ("use", order.use),
                ("licence", order.licence),
                ("licensed", licensed),
            )
            cause = f"{series.party} {order.licence} {order.substance} {order.use}"
            yield Finding(series.agency, (order.key,), SCORE, inputs, cause)


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words of a folded text that say something."""
    return frozenset(word[:STEM] for word in re.findall(r"\w+", text) if len(word) >= SHORTEST)
