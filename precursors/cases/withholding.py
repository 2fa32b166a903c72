"""Acts on restricted cases: that they were done stands in the log for all, why only for those who work on the case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current, Reversal
from precursors.cases.confining import works_on
from precursors.cases.evidence_models import Disclosure
from precursors.cases.forums.models import Forum, ForumNote, ForumRecord, ForumSeat, ForumTask
from precursors.cases.models import CaseFile, CaseLink, CaseMember, CaseNote, CaseRestriction, CaseTask
from precursors.cases.person_models import CasePerson, PersonErasure
from precursors.db.engine import seeing_all
from precursors.db.tables import act_of
from precursors.documents.models import Attachment
from precursors.holds.models import Hold
from precursors.lives.models import Transition
from precursors.scope.models import Share
from precursors.scope.visible import Sight

_OF_CASE = (CaseMember, CaseTask, CaseLink, CaseNote, CaseRestriction, CasePerson, PersonErasure, Disclosure, Forum)
_OF_FORUM = (ForumSeat, ForumNote, ForumTask, ForumRecord)
_AT_ONCE = 500


def acts_withheld(session: Session, sight: Sight) -> set[int]:
    """Acts on restricted cases of the reader's agencies on which they do not work; one query where there are none."""
    if sight.agencies is None or sight.person is None:
        return set()
    with seeing_all(session):  # what is withheld has to be seen to be told apart
        closed = _closed(session, sight.agencies, sight.person)
        if not closed:
            return set()
        found = set(chain(_rows(session, closed), _shown(session, closed)))
        found.update(_laid(session, found))
        return {act_of(each) for each in chain(found, _taken_back(session, found))}


def _closed(session: Session, agencies: tuple[str, ...], person: str) -> list[bytes]:
    query = select(CaseRestriction.file_key).join(Current, stands(CaseRestriction))
    query = query.where(CaseRestriction.agency.in_(agencies), ~works_on(CaseRestriction.file_key, person))
    return [bytes(each) for each in session.execute(query).scalars()]


def _rows(session: Session, closed: list[bytes]) -> Iterator[int]:
    """What was written in these cases and their forums, and the steps of both and of their tasks."""
    yield from session.execute(select(CaseFile.id).where(CaseFile.key.in_(closed))).scalars()
    for of_case in _OF_CASE:
        yield from session.execute(select(of_case.id).where(of_case.file_key.in_(closed))).scalars()
    forums = select(Forum.key).where(Forum.file_key.in_(closed))
    for said in _OF_FORUM:
        yield from session.execute(select(said.id).where(said.forum_key.in_(forums))).scalars()
    tasks = select(CaseTask.key).where(CaseTask.file_key.in_(closed))
    asked = select(ForumTask.key).where(ForumTask.forum_key.in_(forums))
    for subjects in (closed, forums, tasks, asked):
        yield from session.execute(select(Transition.id).where(Transition.subject.in_(subjects))).scalars()


def _shown(session: Session, closed: list[bytes]) -> Iterator[int]:
    """Shares for these cases, and holds on them and on their records."""
    links: Any = select(CaseLink.subject).where(CaseLink.file_key.in_(closed))
    for subjects in (closed, links):
        yield from session.execute(select(Hold.id).where(Hold.subject.in_(subjects))).scalars()
    for number in session.execute(select(CaseFile.number).where(CaseFile.key.in_(closed))).scalars():
        named = Share.purpose.startswith(f"{number}: ", autoescape=True)
        yield from session.execute(select(Share.id).where(Share.subject.in_(links), named)).scalars()


def _laid(session: Session, rows: set[int]) -> Iterator[int]:
    """Documents laid to any of these."""
    subjects = sorted(rows)
    for at in range(0, len(subjects), _AT_ONCE):
        query = select(Attachment.id).where(Attachment.subject.in_(subjects[at : at + _AT_ONCE]))
        yield from session.execute(query).scalars()


def _taken_back(session: Session, rows: set[int]) -> Iterator[int]:
    targets = sorted(rows)
    for at in range(0, len(targets), _AT_ONCE):
        query = select(Reversal.id).where(Reversal.target.in_(targets[at : at + _AT_ONCE]))
        yield from session.execute(query).scalars()
