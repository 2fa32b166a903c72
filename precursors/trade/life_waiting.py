"""Consignments that wait for somebody: not received in time, arrived with a discrepancy."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.registers.listing import count
from precursors.registers.picking import late
from precursors.trade.life_shelves import NOT_RECEIVED, PAST_THEIR_DAY, SHELF
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who follow goods on their way."""
    if asked.reader.may(Permission.RECORD_SHIPMENTS):
        yield late(asked, NOT_RECEIVED, "consignments.index")
        number = count(asked.facts, SHELF, asked.reader.sight, "discrepancy")
        yield Waiting("app.waits-discrepancies", number, url_for("consignments.index", state="discrepancy"))
        yield late(asked, PAST_THEIR_DAY, "consignments.index")
    if asked.reader.may(Permission.RELEASE_CONSIGNMENT):
        number = count(asked.facts, SHELF, asked.reader.sight, "release-requested")
        yield Waiting("app.waits-release", number, url_for("consignments.index", state="release-requested"))
