"""R29: goods declared for a use that no licence named for them is for."""

from __future__ import annotations

import re
from functools import lru_cache

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, SCORE = "use-mismatch", 600
SHORTEST, STEM = 4, 5
"""Shorter words say nothing; of longer ones the beginning is compared, so that `paints` is `painting`."""


@order_rule(CODE)
def use_mismatch(order: Declared, known: Known) -> Finding | None:
    """A declared use without a word in common with any use that the licence named gives for the substance.

    Where neither says anything in words of its own, or the licence names no use, nothing is told.
    """
    licensed = known.uses.get((order.agency, order.licence, order.substance)) if order.use else None
    said = stems(order.use) if licensed else None
    if not licensed or not said or said & stems(licensed):
        return None
    inputs = (
        ("substance", order.substance),
        ("use", order.use),
        ("licence", order.licence),
        ("licensed", licensed),
    )
    cause = f"{order.party} {order.licence} {order.substance} {order.use}"
    return Finding(order.agency, (order.key,), SCORE, inputs, cause)


@lru_cache(maxsize=10_000)
def stems(text: str) -> frozenset[str]:
    """The beginnings of the words of a folded text that say something."""
    return frozenset(word[:STEM] for word in re.findall(r"\w+", text) if len(word) >= SHORTEST)
