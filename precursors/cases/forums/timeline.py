"""What is seen of a forum by one reader: what stands of each kind, and everything that happened, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Act, Current, Reversal
from precursors.cases.forums.models import Forum, ForumNote, ForumRecord, ForumSeat, ForumTask
from precursors.db.tables import act_of
from precursors.lives.models import Transition
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible
from precursors.web.figures import day


class Line(NamedTuple):
    """One line of what happened: when, which agency and who, key of what was done, in which words."""

    at: datetime
    agency: str
    actor: str
    what: str
    words: str


def said(session: Session, sight: Sight, model: Any, forum: Forum) -> list[Any]:  # noqa: ANN401 - a model said in a forum
    """What stands of one kind in a forum, as far as the reader may see it; whose it is learns that it was read."""
    query: Any = select(model).join(Current, stands(model)).where(model.forum_key == forum.key).order_by(model.id)
    found = list(session.execute(visible(query, model, sight)).scalars())
    note(model, found)
    return found


def timeline(session: Session, sight: Sight, forum: Forum) -> list[Line]:
    """Everything that happened in a forum, oldest first, as far as the reader may see it; one query for each sort."""
    dated = sorted(_dated(session, sight, forum), key=lambda each: each[0])
    acts = acts_of(session, [number for number, *_ in dated])
    return [Line(acts[number].at, agency, acts[number].actor, what, words) for number, agency, what, words in dated]


_Told = tuple[int, str, str, str]
_SORTS: tuple[tuple[Any, str, str], ...] = (
    (ForumSeat, "forums.did-invite", "forums.did-dismiss"),
    (ForumRecord, "forums.did-show", "forums.did-take-back"),
    (ForumTask, "forums.did-ask", "forums.did-take-back"),
    (ForumNote, "forums.did-say", "forums.did-take-back"),
)
"""Model, key of what writing one is called, of what reversing one is."""


def _dated(session: Session, sight: Sight, forum: Forum) -> Iterator[_Told]:
    versions: Any = select(Forum).where(Forum.key == forum.key).order_by(Forum.id)
    first, *later = session.execute(visible(versions, Forum, sight)).scalars()
    yield first.id, first.agency, "forums.did-open", first.title
    yield from ((each.id, each.agency, "forums.did-put-off", day(each.until)) for each in later)
    for model, what, ended in _SORTS:
        query: Any = select(model).where(model.forum_key == forum.key)
        found = {each.id: each for each in session.execute(visible(query, model, sight)).scalars()}
        yield from ((each.id, each.agency, what, _words(each)) for each in found.values())
        for end in _reversals(session, found):
            yield end.id, found[end.target].agency, ended, _words(found[end.target])
    steps: Any = select(Transition).where(Transition.subject == forum.key, Transition.kind == Forum.__tablename__)
    for step in session.execute(visible(steps, Transition, sight.own)).scalars():
        yield step.id, step.agency, "forums.did-close", step.reason or ""


def _words(row: Any) -> str:  # noqa: ANN401 - something said in a forum
    if isinstance(row, ForumRecord | ForumSeat):
        return str(row.ref if isinstance(row, ForumRecord) else row.member)
    return row.text if isinstance(row, ForumNote) else f"{row.addressee}: {row.title}"


def _reversals(session: Session, rows: Iterable[int]) -> list[Reversal]:
    query = select(Reversal).where(Reversal.target.in_(list(rows)))
    return list(session.execute(query).scalars())


def acts_of(session: Session, keys: Iterable[int]) -> dict[int, Act]:
    """The acts that wrote these facts, in one query."""
    numbers = list(keys)
    query = select(Act).where(Act.id.in_({act_of(each) for each in numbers}))
    acts = {act.id: act for act in session.execute(query).scalars()}
    return {each: acts[act_of(each)] for each in numbers}
