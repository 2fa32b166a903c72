"""Whether a reading lies within its limits, its uncertainty counted against it (disposal.md 2.3, 5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

PASS, FAIL, INCONCLUSIVE = ("pass", "fail", "inconclusive")
ZERO = Decimal(0)


def judge(value: Decimal, uncertainty: Decimal, low: Decimal | None, high: Decimal | None) -> str:
    """Pass where the whole interval lies within, fail where all of it lies without, else inconclusive.

    Limits themselves are within. An inconclusive reading is repeated, or taken with a better instrument.
    """
    lowest, highest = value - uncertainty, value + uncertainty
    if (low is not None and highest < low) or (high is not None and lowest > high):
        return FAIL
    if (low is None or lowest >= low) and (high is None or highest <= high):
        return PASS
    return INCONCLUSIVE


def worst(verdicts: Sequence[str]) -> str:
    """The verdict of several together: one failure fails all."""
    for each in (FAIL, INCONCLUSIVE):
        if each in verdicts:
            return each
    return PASS
