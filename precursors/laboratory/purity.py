"""What a label says of purity beside what a laboratory found. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

_PERCENT = re.compile(r"\s*(?:[<>≥≤~]\s*)?(\d{1,3}(?:[.,]\d{1,4})?)\s*%?\s*(?:w/w|m/m|by mass)?\s*", re.IGNORECASE)
_ALL = Decimal(100)
_PPM = 10_000


def declared_ppm(text: str | None) -> int | None:
    """A plain percentage by mass, as stated, in parts per million; None for a range, another basis or no number."""
    found = _PERCENT.fullmatch(text or "")
    value = Decimal(found[1].replace(",", ".")) if found else None
    return None if value is None or value > _ALL else int(value * _PPM)


def points_apart(declared: int | None, found: int | None) -> Decimal | None:
    """Percentage points between two shares in parts per million; None where one is not known."""
    return None if declared is None or found is None else Decimal(abs(declared - found)) / _PPM
