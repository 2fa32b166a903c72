"""Whole numbers that stand in an address or a form, where anybody may write anything."""

from __future__ import annotations

MOST_DIGITS = 18
"""So many always fit the databases' own whole numbers."""


def whole(text: str | None) -> int | None:
    """The number that the digits 0 to 9 of a text spell; None for anything else, and for far too many digits."""
    read = text or ""
    return int(read) if read.isascii() and read.isdecimal() and len(read) <= MOST_DIGITS else None
