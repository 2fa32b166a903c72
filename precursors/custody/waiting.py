"""Containers that somebody wants to hand to whoever is signed in, and lots that should not wait."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.custody.handing import open_offers
from precursors.custody.queue import queue
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

RISKY = 300
"""Points from which a lot is late rather than waiting."""


def waiting(asked: Asked) -> Iterator[Waiting]:
    """What waits in custody."""
    if not asked.reader.may(Permission.RECORD_CUSTODY):
        return
    mine = asked.reader.person
    own = [each for each in open_offers(asked.facts, asked.reader.sight, here().today) if each.receiver == mine]
    yield Waiting("custody.waits-offers", len(own), url_for("offers.index", state="open"))
    risky = [each for each in queue(asked.facts, asked.reader.sight, here().today) if each.score >= RISKY]
    yield Waiting("custody.waits-risk", len(risky), url_for("desk.at_risk"), late=True)
