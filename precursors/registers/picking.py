"""What is late of a shelf, as the start page tells it: as many as the list shows that it leads to."""

from __future__ import annotations

from flask import url_for

from precursors.registers.shelf import Pick
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def late(asked: Asked, pick: Pick, page: str) -> Waiting:
    """How many records of the reader's agencies a pick finds today, and the list (its endpoint) of just these."""
    found = pick.late(asked.facts, asked.agencies, here().today)
    return Waiting(pick.text, len(found), url_for(page, only=pick.name), late=True)
