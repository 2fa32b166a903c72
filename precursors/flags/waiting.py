"""Flags that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.flags.listing import open_count
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Open flags of the reader's agency, for those who may decide them."""
    if asked.reader.may(Permission.DECIDE_FLAG):
        yield Waiting("app.waits-flags", open_count(asked.facts, asked.reader.sight), url_for("flags.index"))
