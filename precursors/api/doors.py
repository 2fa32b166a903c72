"""The log of the door: what happened at one's own, and, for those who look after people, at theirs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from precursors.access.permissions import Permission
from precursors.agencies.entrances import KINDS, of_people, of_person
from precursors.agencies.people_views import reach
from precursors.agencies.private_models import Entrance
from precursors.api.answers import page
from precursors.api.blueprint import bp
from precursors.api.giving import going_on, number_cursor
from precursors.api.operation import limit, listing
from precursors.api.shapes import MOMENT, TEXT, maybe, shape, words
from precursors.web.access import reader, requires, signed_in
from precursors.web.here import here

ENTRANCE = shape(
    "Entrance",
    "Something that happened at the door; no name where nobody has the one that was typed.",
    at=MOMENT,
    what=words(*KINDS),
    username=maybe(TEXT),
    agency=maybe(TEXT),
    address=maybe(TEXT),
    agent=TEXT,
    page=maybe(TEXT),
)


@bp.get("/entrances")
@signed_in
@listing("List what happened at one's own door, newest first", ENTRANCE)
def entrances() -> Response:
    """One's own."""
    with here().whole.aside.read() as aside:
        return _page(of_person(aside, reader().person, number_cursor(), limit() + 1))


@bp.get("/people/entrances")
@requires(Permission.ADMINISTER_PEOPLE)
@listing("List what happened at the doors of everybody one looks after, newest first", ENTRANCE)
def people_entrances() -> Response:
    """Those within reach."""
    within = reach()
    with here().whole.aside.read() as aside:
        return _page(of_people(aside, within, number_cursor(), limit() + 1))


def _page(found: Sequence[Entrance]) -> Response:
    rows = found[: limit()]
    return page((ENTRANCE.of(each) for each in rows), going_on(rows[-1].id if len(found) > len(rows) else None))
