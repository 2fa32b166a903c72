"""Every shelf of the registry: the kinds of record whose pages, API, files and search follow from one description."""

from __future__ import annotations

from precursors.licensing import declarations
from precursors.registers.shelf import Shelf

SHELVES: tuple[Shelf, ...] = (declarations.SHELF,)
"""In the order of the navigation; a room gives its shelves here."""
