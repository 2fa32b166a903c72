"""Holds that end by themselves before long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for

from precursors.access.permissions import Permission
from precursors.holds.service import standing_holds
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting

SOON = timedelta(days=14)


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Holds of the reader's agencies that end soon, for those who may place another."""
    if asked.reader.may(Permission.PLACE_HOLD):
        last = here().today + SOON
        found = standing_holds(asked.facts, asked.reader.sight.own, here().today)
        ending = sum(each.until is not None and each.until <= last for each in found)
        yield Waiting("holds.waits-ending", ending, url_for("holds.index"), late=True)
