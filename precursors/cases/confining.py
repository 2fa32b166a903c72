"""Cases that are for those alone who work on them: who that is, and how a case is restricted and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from precursors.agencies.sharing import withdraw_in
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.cases.evidence_models import Disclosure
from precursors.cases.forums.models import Forum, ForumNote, ForumTask
from precursors.cases.models import CaseFile, CaseMember, CaseRestriction, CaseTask
from precursors.db.tables import act_of
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked
from precursors.scope.visible import Sight

Done = int | Problem | list[Problem]


@lru_cache(maxsize=1024)
def known_to(column: ColumnElement[bytes], person: str) -> ColumnElement[bool]:
    """That a case, or what belongs to one, of this natural key is not restricted, or this person works on it.

    Kept, since to put it together takes longer than to ask it, and a page may ask it of many kinds of record.
    """
    closed = aliased(CaseRestriction)
    query = select(closed.id).where(or_(closed.file_key == column, *_within(column, closed.file_key)), _stands(closed))
    return ~query.where(~works_on(closed.file_key, person)).correlate_except(closed).exists()


def _within(column: ColumnElement[bytes], case: Any) -> Iterator[ColumnElement[bool]]:  # noqa: ANN401 - a column
    """That this natural key is one of a record of the case, or of what was said in a forum of it.

    Left to itself, a query within a query within a query takes the outermost table to be one of its own.
    """
    of_case: tuple[Any, ...] = (Forum, CaseTask, CaseMember, Disclosure)
    for row in map(aliased, of_case):
        yield select(row.id).where(row.key == column, row.file_key == case).correlate_except(row).exists()
    said: tuple[Any, ...] = (ForumNote, ForumTask)
    forum = aliased(Forum)
    for row in map(aliased, said):
        in_it = select(row.id).join(forum, forum.key == row.forum_key).where(row.key == column)
        yield in_it.where(forum.file_key == case).correlate_except(row, forum).exists()


def works_on(case: Any, person: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column or a value
    """That a person leads this case or is named among its members by the name they sign in with."""
    file, member = aliased(CaseFile), aliased(CaseMember)
    leads = select(file.id).where(file.key == case, _named(file.lead, person), _stands(file))
    helps = select(member.id).where(member.file_key == case, _named(member.person, person), _stands(member))
    return or_(leads.exists(), helps.exists())


def _named(column: Any, person: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    return func.lower(func.trim(column)) == person.lower()


def _stands(row: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of a fact
    beside = aliased(Current)
    return select(beside.id).where(and_(beside.key == row.key, beside.id == row.id)).exists()


def _key(case: bytes) -> bytes:
    return natural_key("case_restriction", bytes(case).hex())


def restricted(session: Session, cases: set[bytes]) -> set[bytes]:
    """Those of these cases that are restricted."""
    keyed = {_key(case): case for case in cases}
    return {keyed[key] for key in standing(session, keyed)}


def closed_to(session: Session, cases: set[bytes], person: str | None) -> set[bytes]:
    """Those of these cases that are restricted and on which this person does not work; None works on none."""
    found = restricted(session, cases)
    if person is None:
        return found
    return {each for each in found if not session.execute(select(works_on(each, person))).scalar_one()}


def restrict(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Restrict a case to those who work on it; only one of them can."""
    inside = session.execute(select(works_on(row.key, actor.name))).scalar_one()
    if not inside:
        return problem("case.not-of-it", None, person=actor.name)
    if restricted(session, {bytes(row.key)}):
        return problem("case.restricted-already")
    act = open_act(session, "restrict-case-file", Actor(actor.name, row.agency), asked.reason, asked.request_key)
    key = _key(row.key)
    number = act.add(CaseRestriction, {"agency": row.agency, "file_key": row.key, "key": key})
    session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return act.id


def is_closed(session: Session, _sight: Sight, row: Any, _today: date) -> bool:  # noqa: ANN401 - a case
    """That there is something to open."""
    return bool(restricted(session, {bytes(row.key)}))


def is_open(session: Session, _sight: Sight, row: Any, today: date) -> bool:  # noqa: ANN401 - a case
    """That there is something to restrict."""
    return not is_closed(session, _sight, row, today)


def open_up(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Open a restricted case to the agency again."""
    number = standing(session, [_key(row.key)]).get(_key(row.key))
    if number is None:
        return problem("case.not-restricted")
    act = open_act(session, "open-up-case-file", Actor(actor.name, row.agency), asked.reason, asked.request_key)
    withdraw_in(act, [number])
    act.seal()
    return act.id


def remove(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a member of a case
    """Take somebody off a case; of a restricted one they see nothing from then on."""
    if standing(session, [row.key]).get(row.key) != row.id:
        return problem("record.reversed", ref=refs_of(session, CaseMember, [row.id])[row.id])
    act = open_act(session, "remove-case-member", Actor(actor.name, row.agency), asked.reason, asked.request_key)
    withdraw_in(act, [row.id])
    act.seal()
    return act.id


def restriction_of(session: Session, case: bytes) -> Act | None:
    """The act by which a case was restricted, while it is."""
    number = standing(session, [_key(case)]).get(_key(case))
    return None if number is None else session.get_one(Act, act_of(number))
