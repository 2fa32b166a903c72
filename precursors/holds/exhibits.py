"""Natural keys of seized goods: by them a hold binds goods that whoever places it cannot see, or that come later."""

from __future__ import annotations

from precursors.audit.keys import natural_key
from precursors.intake.words import folded

SEIZURE, LOT = "seizure", "lot"
"""Tables of a seizure and of one lot of it."""


def seizure_key(agency: str, number: str) -> bytes:
    """Natural key of a seizure."""
    return natural_key(SEIZURE, agency, folded(number))


def lot_key(agency: str, seizure: str, number: str) -> bytes:
    """Natural key of a lot: its number within a seizure, the number of the exhibit."""
    return natural_key(LOT, agency, folded(seizure), folded(number))
