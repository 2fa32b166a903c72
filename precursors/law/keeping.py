"""For how many days working rows and files are kept: dated periods of the product, and those an installation sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from precursors.law.dated import Dated, Entry, entry_of
from precursors.paths import resource, seed_rows

Own = Sequence[tuple[str, int, date]]
"""What an installation sets itself: sort of thing, days, from which day on."""


def kept_days(what: str, day: date, own: Own = ()) -> int:
    """For how many days things of this sort are kept, as of `day`. Raises NotInForce where nothing is laid down.

    A clock that stands before the first of the periods is wrong; the first holds then, by which too little goes.
    """
    set_here = [(first, days) for sort, days, first in own if sort == what and first <= day]
    if set_here:
        return max(set_here)[1]
    laid_down = periods()[what]
    return laid_down.on(max(day, laid_down.entries[0].valid_from)).value


@cache
def periods() -> dict[str, Dated[int]]:
    """The product's own periods by sort of thing."""
    found: dict[str, list[Entry[int]]] = {}
    for row in seed_rows(resource("seed") / "keeping" / "periods.csv"):
        entry = entry_of(row | {"citation": row["source"]}, int(row["days"]))
        found.setdefault(row["what"], []).append(entry)
    return {what: Dated(what, entries) for what, entries in found.items()}
