"""Do what a request asks in one unit: what it was seen as still stands, and its twin has not done it before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response
from sqlalchemy.orm import Session

from precursors.api.answers import created, insist_on
from precursors.api.blueprint import not_found
from precursors.api.once import request_key
from precursors.api.refusals import refused_for, tongue
from precursors.api.shapes import TEXT, WHOLE, Document, many, maybe, shape, widened
from precursors.audit.acts import act_of_request
from precursors.audit.refs import first_of
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact
from precursors.i18n.catalogue import warning
from precursors.intake.drafts import Trouble
from precursors.problems import Problem
from precursors.web.here import here

WROTE = shape(
    "Wrote",
    "What an act wrote.",
    act=(WHOLE, lambda told: told[0]),
    ref=(maybe(TEXT), lambda told: told[1]),
)

WARNING = shape(
    "Warning",
    "What a person should be told of a record that was taken in all the same.",
    field=(maybe(TEXT), lambda problem: problem.field),
    code=(TEXT, lambda problem: problem.code),
    detail=(TEXT, lambda problem: warning(problem, tongue())),
)
RECORDED = widened(
    WROTE,
    "Recorded",
    "What an act recorded, and what the page of the same form would warn of.",
    act=(WHOLE, lambda made: made.act),
    ref=(maybe(TEXT), lambda made: made.ref),
    warnings=(many(WARNING.ref), lambda made: WARNING.all(each.problem for each in made.warnings)),
)

Seen = Callable[[Session], Document | None]
"""The document a request builds on, as it is now; None where it is not the reader's."""

Refused = Problem | Sequence[Problem | Trouble]


def act_on(seen: Seen, verb: Callable[[Session], object], model: type[Fact], place: str, within: str = "") -> Response:
    """Run a verb that writes an act on a record; answer with the first row of `model` that the act wrote.

    `place` is where to look at it: an address to which its reference is added where people name such rows.
    If-Match is held against the document under the writer's lock, so nobody can come in between.
    """
    made = here().whole.write(lambda session: _unit(session, seen, verb, model))
    if made is None:
        return not_found()
    if isinstance(made, list):
        return refused_for(made, within)
    return created(WROTE.of(made), f"{place}/{made[1]}" if made[1] else place)


def problems_in(refused: Refused) -> list[Problem]:
    """The problems a verb answers with, however it has gathered them."""
    found = [refused] if isinstance(refused, Problem) else refused
    return [each.problem if isinstance(each, Trouble) else each for each in found]


def _unit(
    session: Session, seen: Seen, verb: Callable[[Session], object], model: type[Fact]
) -> tuple[int, str | None] | list[Problem] | None:
    lock_writer(session)
    key = request_key()
    done = act_of_request(session, key)
    if done is None:
        document = seen(session)
        if document is None:
            return None
        insist_on(document)
        answer = verb(session)
        if isinstance(answer, Problem | list | tuple):
            return problems_in(answer)
        done = act_of_request(session, key)
    return (done, first_of(session, done, model)) if done is not None else None
