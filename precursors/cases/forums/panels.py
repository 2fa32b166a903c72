"""What stands on the page of a forum and of a task in it, each as far as the reader may see it; the timeline of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.cases.forums.life import FORUMS, TASKS
from precursors.cases.forums.models import Forum, ForumNote, ForumRecord, ForumSeat, ForumTask
from precursors.cases.forums.service import standing_rows
from precursors.cases.forums.timeline import acts_of, said, timeline
from precursors.cases.known import kind_of
from precursors.cases.models import CaseFile
from precursors.cases.verbs import may
from precursors.db.tables import Fact
from precursors.lives.service import states_of
from precursors.registers.panels import Cell, Panel
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible


def members(session: Session, sight: Sight, row: Forum, _today: date) -> Panel:
    """Who is there: everybody who can read what is said, and since when."""
    found = said(session, sight, ForumSeat, row)
    acts = acts_of(session, [each.id for each in found])
    keeper = [Cell(row.agency, "given"), Cell("forums.keeper", "page"), Cell(None)]
    rows = [
        [Cell(each.member, "given"), Cell("forums.invited", "page"), Cell(acts[each.id].at, "moment")] for each in found
    ]
    columns = [("forums.agency", ""), ("forums.part", ""), ("forums.since", "")]
    return Panel("forums.members", columns, [keeper, *rows], "forums.nobody")


def records(session: Session, sight: Sight, row: Forum, _today: date) -> Panel:
    """The records shown there, each with its part and whose it is; its page opens as far as the reader is shown it."""
    found = said(session, sight, ForumRecord, row)
    rows = standing_rows(session, found)
    names = _names(session, sight, rows.values())
    cells = [
        [
            Cell(each.ref, "given", _page(each)), _kind(each), Cell(names.get((each.kind, _key(rows, each)))),
            Cell(each.role, "words:case_roles"), Cell(each.agency, "given"), Cell(each.tier, "words:disclosure_tiers"),
            Cell(each.note),
        ]
        for each in found
    ]  # fmt: skip
    columns = [
        ("cases.record", ""), ("cases.kind", ""), ("cases.name", ""), ("cases.role", ""), ("forums.agency", ""),
        ("cases.tier", ""), ("cases.note", ""),
    ]  # fmt: skip
    return Panel("forums.records", columns, cells, "forums.no-records")


def _key(rows: dict[int, Any], each: ForumRecord) -> int:
    return rows[each.id].id if each.id in rows else each.record


def _kind(each: ForumRecord) -> Cell:
    known = kind_of(each.kind)
    return Cell(known.title, "page") if known else Cell(each.kind)


def _page(each: ForumRecord) -> str | None:
    known = kind_of(each.kind)
    return url_for(known.page, **known.asked(each.ref)) if known and may(known.read) else None


def _names(session: Session, sight: Sight, rows: Iterable[Any]) -> dict[tuple[str, int], str]:
    """What people call these records, where the reader may read it: a query for each kind."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.__tablename__, []).append(row.id)
    found: dict[tuple[str, int], str] = {}
    for kind, keys in by_kind.items():
        known, model = kind_of(kind), Fact.kinds[kind]
        if known is None or known.name is None or not may(known.read):
            continue
        table = model.__table__.columns
        query: Any = select(table["id"], table[known.name]).where(table["id"].in_(keys))
        seen = session.execute(visible(query, model, sight, names=known.name in model.personal))
        found |= {(kind, number): known.told(name) for number, name in seen if name is not None}
    return found


def tasks(session: Session, sight: Sight, row: Forum, today: date) -> Panel:
    """What was asked of whom by when, with the state of it."""
    found = sorted(said(session, sight, ForumTask, row), key=lambda each: (each.due, each.id))
    refs = refs_of(session, ForumTask, [each.id for each in found])
    where = states_of(session, TASKS, [bytes(each.key) for each in found])
    rows = []
    for each in found:
        state = where[bytes(each.key)].state
        late = each.due < today and state == TASKS.first
        rows.append([
            Cell(each.title, "text", url_for("forum_tasks.show", ref=refs[each.id])), Cell(each.addressee, "given"),
            Cell(each.person), Cell(each.due, "day", None, late), Cell(state, "state"), Cell(each.agency, "given"),
        ])  # fmt: skip
    columns = [
        ("cases.what", ""), ("forums.addressee", ""), ("cases.person", ""), ("cases.due", ""), ("cases.state", ""),
        ("forums.asked-by", ""),
    ]  # fmt: skip
    return Panel("forums.tasks", columns, rows, "forums.no-tasks")


def notes(session: Session, sight: Sight, row: Forum, _today: date) -> Panel:
    """What was said, newest first."""
    found = sorted(said(session, sight, ForumNote, row), key=lambda each: -each.id)
    titles = {bytes(each.key): each.title for each in said(session, sight, ForumTask, row)}
    acts = acts_of(session, [each.id for each in found])
    rows = [
        [
            Cell(acts[each.id].at, "moment"), Cell(each.agency, "given"), Cell(acts[each.id].actor), Cell(each.text),
            Cell(titles.get(bytes(each.task)) if each.task else None),
        ]
        for each in found
    ]  # fmt: skip
    columns = [
        ("cases.when", ""), ("forums.agency", ""), ("cases.by", ""), ("cases.text", ""), ("forums.answers-task", ""),
    ]  # fmt: skip
    return Panel("forums.notes", columns, rows, "forums.no-notes")


def happened(session: Session, sight: Sight, row: Forum, _today: date) -> Panel:
    """Everything in order, oldest first."""
    rows = [
        [
            Cell(each.at, "moment"),
            Cell(each.agency, "given"),
            Cell(each.actor),
            Cell(each.what, "page"),
            Cell(each.words),
        ]
        for each in timeline(session, sight, row)
    ]
    columns = [("cases.when", ""), ("forums.agency", ""), ("cases.by", ""), ("cases.what", ""), ("cases.about", "")]
    return Panel("forums.timeline", columns, rows, "forums.no-notes")


def of_task(session: Session, sight: Sight, row: ForumTask, _today: date) -> Panel:
    """The forum a task was given in, and what was answered."""
    query: Any = select(ForumNote).where(ForumNote.task == row.key).order_by(ForumNote.id)
    found = list(session.execute(visible(query, ForumNote, sight)).scalars())
    note(ForumNote, found)
    acts = acts_of(session, [each.id for each in found])
    rows = [
        [Cell(acts[each.id].at, "moment"), Cell(each.agency, "given"), Cell(acts[each.id].actor), Cell(each.text)]
        for each in found
    ]
    columns = [("cases.when", ""), ("forums.agency", ""), ("cases.by", ""), ("cases.text", "")]
    return Panel("forums.answers", columns, rows, "forums.no-answers")


def place(session: Session, sight: Sight, row: Any, _today: date) -> Panel | None:  # noqa: ANN401 - a task or a note
    """The forum in which something was said, while the reader may see it."""
    query: Any = select(Forum).join(Current, stands(Forum)).where(Forum.key == row.forum_key)
    forum = session.execute(visible(query, Forum, sight)).scalar_one_or_none()
    return None if forum is None else _listed(session, [forum])


def of_case(session: Session, sight: Sight, row: CaseFile, _today: date) -> Panel | None:
    """The forums that were opened for a case."""
    query: Any = select(Forum).join(Current, stands(Forum)).where(Forum.file_key == row.key).order_by(Forum.id)
    found = list(session.execute(visible(query, Forum, sight.own)).scalars())
    return _listed(session, found) if found else None


def _listed(session: Session, found: Sequence[Forum]) -> Panel:
    refs = refs_of(session, Forum, [each.id for each in found])
    where = states_of(session, FORUMS, [bytes(each.key) for each in found])
    rows = [
        [
            Cell(each.title, "text", url_for("forums.show", ref=refs[each.id])), Cell(each.purpose),
            Cell(each.until, "day"), Cell(where[bytes(each.key)].state, "state"),
        ]
        for each in found
    ]  # fmt: skip
    columns = [("cases.about", ""), ("cases.purpose", ""), ("holds.until", ""), ("cases.state", "")]
    return Panel("forums.title", columns, rows, "forums.empty")


def case_of(session: Session, sight: Sight, row: Forum, _today: date) -> Panel | None:
    """For its keeper, the case a forum was opened for."""
    query: Any = select(CaseFile).join(Current, stands(CaseFile)).where(CaseFile.key == row.file_key)
    case = session.execute(visible(query, CaseFile, sight.own)).scalar_one_or_none() if sight.owns(row.agency) else None
    if case is None:
        return None
    ref = refs_of(session, CaseFile, [case.id])[case.id]
    cells = [Cell(case.number, "text", url_for("cases.show", ref=ref)), Cell(case.title)]
    return Panel("cases.case", [("cases.case", ""), ("cases.about", "")], [cells], "cases.none")


PANELS = (members, records, tasks, notes, happened, case_of)
OF_TASK = (of_task, place)
