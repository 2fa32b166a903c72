"""What is done with a case: it moves on, records are linked and taken out, notes are made, holds are placed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.cases.life import CASES, OVER, TASKS
from precursors.cases.linking import all_named, link_named, links_of, missing_from, named, put_in, take_out
from precursors.cases.models import CaseNote, CaseTask
from precursors.cases.rules import closing_against
from precursors.db.tables import Fact
from precursors.holds.service import HoldDraft, against, holds_on, lay
from precursors.lives.models import State
from precursors.lives.service import stands_at, state_of
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked, moving
from precursors.scope.visible import Sight
from precursors.web.access import perhaps_reader

Done = int | Problem | list[Problem]


def may(permission: Permission) -> bool:
    """Whether whoever asks holds a permission; the local operator holds all."""
    asking = perhaps_reader()
    return asking is None or asking.may(permission)


def sight_of(agency: str, day: date | None = None) -> Sight:
    """What an agency sees of records, by the eyes of whoever asks; with a day, also what others share."""
    asking = perhaps_reader()
    return Sight((agency,), day, asking.sight.person if asking else None)


def close(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Close a case in which nothing is left to do."""
    wrong = closing_against(open_tasks(session, row.key))
    return wrong or moving(CASES, "close")(session, actor, row, asked)  # type: ignore[return-value] # a move tells one problem


def open_tasks(session: Session, case: bytes) -> int:
    """How many tasks of a case are open."""
    query = select(func.count()).select_from(CaseTask).join(Current, stands(CaseTask))
    query = query.outerjoin(State, stands_at(CaseTask)).where(CaseTask.file_key == case)
    return int(session.execute(query.where(or_(State.state.is_(None), State.state == TASKS.first))).scalar_one())


def over(session: Session, row: Any) -> Problem | None:  # noqa: ANN401 - a case
    """What forbids to work on a case: it is closed."""
    state = state_of(session, CASES, bytes(row.key)).state
    return problem("case.over", None, state=state) if state in OVER else None


def link(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Put one or several records into a case; those it holds already stay as they are."""
    closed = over(session, row)
    if closed:
        return closed
    sight = sight_of(row.agency, asked.today)
    found = all_named(session, asked.stated["records"] or "", sight, may)
    records = [each for each in found if not isinstance(each, Problem)]
    if len(records) < len(found):
        return [each for each in found if isinstance(each, Problem)]
    if any(each.subject == row.key for each in records):
        return problem("case.itself", "records")
    # What is confined to those who work on a case would be known to whoever works on this one.
    unconfined = [named(session, each.ref, replace(sight, person=""), may) for each in records]
    confined = [each.ref for each, known in zip(records, unconfined, strict=True) if isinstance(known, Problem)]
    if confined:
        return [problem("case.record-confined", "records", ref=ref) for ref in confined]
    if not missing_from(session, row, records):
        return problem("case.linked-already", "records")
    act = open_act(session, "link-case-file", Actor(actor.name, row.agency), asked.stated["note"], asked.request_key)
    put_in(act, row, records, asked.values["role"], asked.stated["note"])
    act.seal()
    return act.id


def unlink(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Take a record out of a case."""
    ref = asked.stated["record"] or ""
    held, closed = link_named(session, row.key, ref), over(session, row)
    if held is None or closed:
        return closed or problem("case.not-linked", "record", ref=ref)
    act = open_act(session, "unlink-case-file", Actor(actor.name, row.agency), asked.reason, asked.request_key)
    take_out(act, held)
    act.seal()
    return act.id


def note(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Write something down in a case."""
    closed = over(session, row)
    if closed:
        return closed
    act = open_act(session, "note-case-file", Actor(actor.name, row.agency), None, asked.request_key)
    act.add(CaseNote, {"agency": row.agency, "file_key": row.key, "text": asked.stated["text"]})
    act.seal()
    return act.id


def hold(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Place a legal hold on every linked record of the agency's own on which none stands."""
    draft = _hold_draft(row, asked)
    wrong = against(draft, asked.today)
    subjects = _to_hold(session, row, asked)
    if wrong or not subjects:
        return wrong or problem("case.nothing-to-hold")
    act = open_act(session, "hold-case-file", Actor(actor.name, row.agency), draft.ground, asked.request_key)
    lay(act, row.agency, draft, subjects)
    act.seal()
    return act.id


def keep_secret(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Place a hold on the case itself: while it stands, nothing of the case is disclosed or erased."""
    draft, kind = _hold_draft(row, asked), row.__tablename__
    wrong = against(draft, asked.today)
    if wrong or row.key in holds_on(session, kind, [row.key], asked.today):
        return wrong or problem("case.secret-already")
    act = open_act(session, "keep-secret-case-file", Actor(actor.name, row.agency), draft.ground, asked.request_key)
    lay(act, row.agency, draft, [(kind, bytes(row.key), refs_of(session, type(row), [row.id])[row.id])])
    act.seal()
    return act.id


def _hold_draft(row: Any, asked: Asked) -> HoldDraft:  # noqa: ANN401 - a case
    stated = asked.stated
    number = stated["order"] or row.number
    return HoldDraft(row.number, stated["authority"] or "", stated["ground"] or "", number, asked.values["until"])


def _to_hold(session: Session, row: Any, asked: Asked) -> list[tuple[str, bytes, str]]:  # noqa: ANN401 - a case
    """Linked records that a hold can stand on, that the agency owns, and that have none."""
    found = []
    for kind, linked in _by_kind(session, row).items():
        model: Any = Fact.kinds[kind]
        if not {"key", "agency"} <= {*model.facts[1]}:
            continue
        held = holds_on(session, kind, linked, asked.today)
        query = select(model.key).where(model.key.in_(list(linked)), model.agency == row.agency).distinct()
        own = {bytes(key) for key in session.execute(query).scalars()}
        found += [(kind, key, ref) for key, ref in linked.items() if key in own and key not in held]
    return found


def _by_kind(session: Session, row: Any) -> dict[str, dict[bytes, str]]:  # noqa: ANN401 - a case
    found: dict[str, dict[bytes, str]] = {}
    for each in links_of(session, row.key):
        found.setdefault(each.kind, {})[bytes(each.subject)] = each.ref
    return found
