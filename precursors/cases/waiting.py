"""Tasks of cases whose day has passed, and those that are one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import func, or_, select

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.cases.life import TASKS
from precursors.cases.models import CaseTask
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.scope.visible import visible
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """For those who keep case files."""
    if not asked.reader.may(Permission.RECORD_CASES):
        return
    query: Any = select(func.count()).select_from(CaseTask).join(Current, stands(CaseTask))
    query = query.outerjoin(State, stands_at(CaseTask))
    query = query.where(or_(State.state.is_(None), State.state == TASKS.first))
    query = visible(query, CaseTask, asked.reader.sight.own)
    late = int(asked.facts.execute(query.where(CaseTask.due < here().today)).scalar_one())
    yield Waiting("app.waits-case-tasks-late", late, url_for("case_tasks.index", state=TASKS.first), late=True)
    mine = query.where(CaseTask.due >= here().today, CaseTask.assignee == asked.reader.person)
    own = int(asked.facts.execute(mine).scalar_one())
    href = url_for("case_tasks.index", state=TASKS.first, text=asked.reader.person)
    yield Waiting("app.waits-case-tasks", own, href)
