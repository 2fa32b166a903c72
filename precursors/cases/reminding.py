"""Tasks of cases and of forums whose day has passed: whoever is to do them is told once, and whoever leads the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission, permitted
from precursors.agencies.notices import Late, News
from precursors.agencies.people import people
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.cases.confining import restricted
from precursors.cases.forums.life import FORUMS
from precursors.cases.forums.models import Forum, ForumTask
from precursors.cases.life import TASKS
from precursors.cases.models import CaseFile, CaseMember, CaseTask
from precursors.lives.models import State
from precursors.lives.service import stands_at, states_of

_OPEN = or_(State.state.is_(None), State.state == TASKS.first)


def late_tasks(session: Session, today: date) -> list[Late]:
    """Open tasks whose day has passed, each with those of its agency who should know; a fixed number of queries."""
    able: dict[str, set[str]] = {}
    for each in people(session):
        if Permission.RECORD_CASES in permitted(each.held(today)):
            able.setdefault(each.agency, set()).add(each.username)
    return [*_of_cases(session, today, able), *_of_forums(session, today, able)]


def _late(session: Session, model: Any, today: date) -> list[Any]:  # noqa: ANN401 - a kind of task
    query = select(model).join(Current, stands(model)).outerjoin(State, stands_at(model))
    return list(session.execute(query.where(model.due < today, _OPEN)).scalars())


def _of_cases(session: Session, today: date, able: dict[str, set[str]]) -> Iterator[Late]:
    """Whoever has the task, leads the case or is named in it; where none of them signs in here, all who keep cases."""
    late = _late(session, CaseTask, today)
    keys = {bytes(each.file_key) for each in late}
    named = _named(session, keys)
    closed = restricted(session, keys)
    refs = refs_of(session, CaseTask, [each.id for each in late])
    for each in late:
        case, keepers = bytes(each.file_key), able.get(each.agency, set())
        theirs = {name.strip().lower() for name in named.get(case, ())}
        known = (theirs if case in closed else theirs | {each.assignee.strip().lower()}) & keepers
        told = known if known or case in closed else keepers
        values = {"number": each.file, "line": each.line, "day": each.due.isoformat()}
        yield Late(
            bytes(each.key), each.due, told, News("cases.notice-late-task", values, f"/case-tasks/{refs[each.id]}")
        )


def _named(session: Session, cases: Iterable[bytes]) -> dict[bytes, list[str]]:
    """Case to the names of its lead and its members."""
    wanted = list(cases)
    leads = select(CaseFile.key, CaseFile.lead).join(Current, stands(CaseFile)).where(CaseFile.key.in_(wanted))
    members = select(CaseMember.file_key, CaseMember.person).join(Current, stands(CaseMember))
    found: dict[bytes, list[str]] = {}
    for query in (leads, members.where(CaseMember.file_key.in_(wanted))):
        for key, name in session.execute(query):
            found.setdefault(bytes(key), []).append(name)
    return found


def _of_forums(session: Session, today: date, able: dict[str, set[str]]) -> Iterator[Late]:
    """Whoever was named, else all of the agency asked who work on cases, while the forum is open."""
    late = _late(session, ForumTask, today)
    query = select(Forum).join(Current, stands(Forum)).where(Forum.key.in_({each.forum_key for each in late}))
    forums = {bytes(each.key): each for each in session.execute(query.where(Forum.until >= today)).scalars()}
    where = states_of(session, FORUMS, list(forums))
    refs = refs_of(session, ForumTask, [each.id for each in late])
    for each in late:
        forum, keepers = forums.get(bytes(each.forum_key)), able.get(each.addressee, set())
        if forum is None or where[bytes(forum.key)].state != FORUMS.first:
            continue
        named = {(each.person or "").strip().lower()} & keepers
        values = {"title": forum.title, "day": each.due.isoformat()}
        news = News("forums.notice-late-task", values, f"/forum-tasks/{refs[each.id]}")
        yield Late(bytes(each.key), each.due, named or keepers, news)
