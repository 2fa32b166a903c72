"""Orders of destruction and protocols that wait for whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.disposal.keeping import drafts
from precursors.disposal.pending import TURNS, Person, pending
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

LATE = frozenset({"late", "unsettled", "undecided"})


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Each turn that is theirs, and protocols to be read for those who review them."""
    reader = asked.reader
    if not reader.may(Permission.READ_DISPOSAL):
        return
    found = pending(asked.facts, Person(reader.person, reader.sight, reader.may), here().today)
    for turn in TURNS:
        href = url_for("disposal.orders", waits=turn)
        yield Waiting(f"disposal.waits-{turn}", len(found.of(turn)), href, late=turn in LATE)
    if reader.may(Permission.REVIEW_PROTOCOLS):
        yield Waiting("disposal.waits-review", drafts(asked.facts, asked.agencies), url_for("disposal.protocols"))
