"""Uploads that wait for somebody: those of the agency itself, and those that operators handed in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import func, select

from precursors.exchange.blueprint import kinds_taken
from precursors.exchange.upload_models import Upload
from precursors.web.waiting import Asked, Waiting

_WAIT = ("mapping", "review", "refused")
"""States in which an upload waits for a person."""


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Uploads that nobody has decided on, for those who take files in."""
    kinds = kinds_taken()
    if not kinds:
        return
    query = select(func.count(), func.count(Upload.sender)).select_from(Upload)
    query = query.where(Upload.agency.in_(asked.agencies), Upload.state.in_(_WAIT), Upload.kind.in_(kinds))
    every, handed_in = asked.aside.execute(query).one()
    yield Waiting("app.waits-hand-ins", int(handed_in), url_for("exchange.uploads"))
    yield Waiting("app.waits-uploads", int(every) - int(handed_in), url_for("exchange.uploads"))
