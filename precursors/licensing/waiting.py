"""Licences that will soon be over."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.licensing.listing import EXPIRING, expiring_count
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Licence lines that end soon, for those who keep the register."""
    if asked.reader.may(Permission.RECORD_REGISTER):
        count = expiring_count(asked.facts, asked.reader.sight, here().today)
        yield Waiting("app.waits-licences", count, url_for("licensing.licences", state=EXPIRING), late=True)
