"""Whether a recorded dose can be right at all. A warning about an entry, never an instruction (disposal.md 5.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from precursors.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Plausible:
    """Least kilograms of a reagent recorded for one kilogram of a pure substance, and the span that is believed."""

    substance: str
    reagent: str
    least: Decimal
    low: Decimal
    high: Decimal


def dose_warning(
    known: Iterable[Plausible], substance: str, reagent: str, pure_ug: int, dose_ug: int
) -> Problem | None:
    """A warning when the dose lies outside what is believable; None too when nobody knows. The pH still decides."""
    for each in known:
        if (each.substance, each.reagent) == (substance, reagent) and pure_ug:
            ratio = Decimal(dose_ug) / (Decimal(pure_ug) * each.least)
            if not each.low <= ratio <= each.high:
                return problem("disposal.dose-implausible", "added", reagent=reagent, ratio=f"{ratio:.2f}")
    return None
