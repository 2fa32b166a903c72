"""Axes: round steps that cover what is to be shown. Pure."""

from __future__ import annotations

from decimal import Decimal

MOST_STEPS = 5


def steps(most: float) -> list[float]:
    """Round values from 0 to at least `most`, at most six of them: 0, 20, 40 … Only 0 and 1 where there is nothing."""
    if most <= 0:
        return [0, 1]
    rough = Decimal(most) / MOST_STEPS
    ten = Decimal(10) ** rough.adjusted()
    step = next(ten * each for each in (1, 2, Decimal("2.5"), 5, 10) if ten * each >= rough)
    found = [float(step * n) for n in range(MOST_STEPS + 1)]
    return found[: next(n for n, each in enumerate(found) if each >= most) + 1]
