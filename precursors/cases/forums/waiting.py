"""Forums one was invited to, and what one's agency was asked in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import func, or_, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.cases.forums.life import TASKS
from precursors.cases.forums.models import Forum, ForumTask
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import visible
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who work on cases."""
    if not asked.reader.may(Permission.RECORD_CASES):
        return
    sight, today = asked.reader.sight, here().today
    forums: Any = select(func.count()).select_from(Forum).join(Current, stands(Forum))
    forums = forums.where(Forum.agency.not_in(asked.agencies))
    yield Waiting("forums.waits-invited", _count(asked, visible(forums, Forum, sight)), url_for("forums.index"))
    query: Any = select(func.count()).select_from(ForumTask).join(Current, stands(ForumTask))
    query = query.outerjoin(State, stands_at(ForumTask)).where(ForumTask.addressee.in_(asked.agencies))
    query = visible(query.where(or_(State.state.is_(None), State.state == TASKS.first)), ForumTask, sight)
    href = url_for("forum_tasks.index", state=TASKS.first)
    yield Waiting("forums.waits-task", _count(asked, query.where(ForumTask.due >= today)), href)
    yield Waiting("forums.waits-late-task", _count(asked, query.where(ForumTask.due < today)), href, late=True)


def _count(asked: Asked, query: Any) -> int:  # noqa: ANN401 - a query of one number
    return int(asked.facts.execute(query).scalar_one())
