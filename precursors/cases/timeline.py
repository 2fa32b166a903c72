"""Everything dated in a case, in one list: acts on the case itself and on what is linked to it, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.models import Act, Reversal
from precursors.cases.evidence_models import Disclosure
from precursors.cases.forums.models import Forum
from precursors.cases.linking import by_kind, rows_of
from precursors.cases.models import CaseFile, CaseLink, CaseMember, CaseNote, CaseRestriction, CaseTask
from precursors.cases.person_models import CasePerson, PersonErasure
from precursors.db.tables import Fact, act_of
from precursors.documents.models import Attachment, Document
from precursors.flags.models import Disposition, Flag
from precursors.flags.telling import because
from precursors.flags.views import rule_name
from precursors.holds.models import Hold, HoldLift
from precursors.lives.models import Transition
from precursors.scope.models import Share
from precursors.scope.visible import Sight, visible
from precursors.web.language import language
from precursors.web.texts import t

SORTS = ("case", "task", "note", "link", "record", "step", "document", "flag", "hold", "share", "disclosure", "person")
_AT_ONCE = 500


class Dated(NamedTuple):
    """Something an act wrote: key of the fact, what sort of thing, of which record, in which words, about which day."""

    id: int
    sort: str
    about: str = ""
    words: str = ""
    day: date | None = None


class Entry(NamedTuple):
    """One line of the timeline."""

    at: datetime
    sort: str
    kind: str
    """Kind of the act."""
    about: str
    """Reference or name of the record."""
    words: str
    day: date | None
    actor: str
    act: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of the timeline; each None where it is left open."""

    sort: str | None = None
    first: date | None = None
    last: date | None = None

    @property
    def count(self) -> int:
        """How many are in use."""
        return sum(each is not None for each in (self.sort, self.first, self.last))


def read_filters(given: Any) -> Filters:  # noqa: ANN401 - any mapping of texts
    """The filters of an address; what is not known there is left open."""
    sort = given.get("sort", "")
    return Filters(sort if sort in SORTS else None, _day(given.get("first", "")), _day(given.get("last", "")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def timeline(session: Session, sight: Sight, case: CaseFile, filters: Filters = Filters()) -> list[Entry]:
    """The entries of a case of the reader's own, oldest first, in a number of queries that grows with the kinds of
    records linked and not with their number.
    """
    links = _links(session, case)
    found = chain(_own(session, case, links), _linked(session, sight, links))
    wanted = [each for each in found if filters.sort in (None, each.sort)]
    acts = _acts(session, {act_of(each.id) for each in wanted})
    entries = {
        Entry(act.at, each.sort, act.kind, each.about, each.words, each.day, act.actor, act.id)
        for each in wanted
        if (act := acts.get(act_of(each.id))) is not None and _within(act.at.date(), filters)
    }
    return sorted(entries, key=lambda each: (each.at, each.act, each.sort, each.about, each.words))


def _within(day: date, filters: Filters) -> bool:
    return (filters.first is None or day >= filters.first) and (filters.last is None or day <= filters.last)


def _acts(session: Session, numbers: Iterable[int]) -> dict[int, Act]:
    wanted = sorted(numbers)
    found: dict[int, Act] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(Act).where(Act.id.in_(wanted[at : at + _AT_ONCE]))
        found |= {act.id: act for act in session.execute(query).scalars()}
    return found


def _links(session: Session, case: CaseFile) -> list[CaseLink]:
    """Every link the case ever had."""
    return list(session.execute(select(CaseLink).where(CaseLink.file_key == case.key)).scalars())


def _own(session: Session, case: CaseFile, links: Sequence[CaseLink]) -> Iterator[Dated]:
    """What was done in the case itself."""
    query = select(CaseFile).where(CaseFile.key == case.key, CaseFile.agency == case.agency)
    yield from (Dated(each.id, "case", each.number, each.title) for each in session.execute(query).scalars())
    members = session.execute(select(CaseMember).where(CaseMember.file_key == case.key)).scalars()
    tasks = session.execute(select(CaseTask).where(CaseTask.file_key == case.key)).scalars().all()
    notes = session.execute(select(CaseNote).where(CaseNote.file_key == case.key)).scalars()
    yield from (Dated(each.id, "case", each.person, each.organisation or "") for each in members)
    yield from (Dated(each.id, "task", each.line, each.title, each.due) for each in tasks)
    yield from (Dated(each.id, "note", "", each.text) for each in notes)
    for model in (CasePerson, PersonErasure):
        numbers = session.execute(select(model.id).where(model.file_key == case.key)).scalars()
        yield from (Dated(number, "person") for number in numbers)
    yield from _opened_and_closed(session, case)
    given = session.execute(select(Disclosure).where(Disclosure.file_key == case.key)).scalars()
    yield from (Dated(each.id, "disclosure", each.receiver, each.ground) for each in given)
    yield from (Dated(each.id, "link", each.ref, each.note or "") for each in links)
    by_id = {each.id: each for each in links}
    ended = select(Reversal).where(Reversal.target.in_(list(by_id)))
    yield from (Dated(each.id, "link", by_id[each.target].ref) for each in session.execute(ended).scalars())
    named = {bytes(each.key): each.line for each in tasks} | {bytes(case.key): case.number}
    yield from _steps(session, named, {"case_task": "task", "case_file": "case"})


def _opened_and_closed(session: Session, case: CaseFile) -> Iterator[Dated]:
    """Its forums, and when it was restricted to those who work on it and opened again."""
    forums = session.execute(select(Forum).where(Forum.file_key == case.key)).scalars().all()
    yield from (Dated(each.id, "share", each.title, each.purpose, each.until) for each in forums)
    closed = list(session.execute(select(CaseRestriction.id).where(CaseRestriction.file_key == case.key)).scalars())
    ended = session.execute(select(Reversal.id).where(Reversal.target.in_(closed))).scalars()
    yield from (Dated(number, "case", case.number) for number in (*closed, *ended))


def _steps(
    session: Session, named: dict[bytes, str], sorts: dict[str, str], sight: Sight | None = None
) -> Iterator[Dated]:
    query: Any = select(Transition).where(Transition.subject.in_(list(named)))
    if sight is not None:
        query = visible(query, Transition, sight.own)
    for each in session.execute(query).scalars():
        words = each.reason or ""
        yield Dated(each.id, sorts.get(each.kind, "step"), named[bytes(each.subject)], words, each.day)


def _linked(session: Session, sight: Sight, links: Sequence[CaseLink]) -> Iterator[Dated]:
    """What was done with the records of the case, as far as the reader may see it."""
    named = {bytes(each.subject): each.ref for each in links}
    yield from _steps(session, named, {}, sight)
    yield from _holds(session, sight, named)
    shares: Any = select(Share).where(Share.subject.in_(list(named)))
    for share in session.execute(visible(shares, Share, sight.own)).scalars():
        yield Dated(share.id, "share", named[bytes(share.subject)], f"{share.receiver}: {share.purpose}", share.until)
    for model, numbers in by_kind(rows_of(session, links)).items():
        if model is Flag:
            yield from _flags(session, sight, numbers)
        elif "key" in model.facts[1]:
            yield from _versions(session, sight, model, named)


def _holds(session: Session, sight: Sight, named: dict[bytes, str]) -> Iterator[Dated]:
    query: Any = select(Hold).where(Hold.subject.in_(list(named)))
    holds = {each.id: each for each in session.execute(visible(query, Hold, sight.own)).scalars()}
    for each in holds.values():
        yield Dated(each.id, "hold", named[bytes(each.subject)], f"{each.authority}: {each.ground}", each.until)
    for lift in session.execute(select(HoldLift).where(HoldLift.hold.in_(list(holds)))).scalars():
        yield Dated(lift.id, "hold", named[bytes(holds[lift.hold].subject)], lift.reason)


def _versions(session: Session, sight: Sight, model: type[Fact], named: dict[bytes, str]) -> Iterator[Dated]:
    """The versions of the linked records of one kind, and what was attached to them."""
    table = model.__table__.columns
    query: Any = select(table["id"], table["key"]).where(table["key"].in_(list(named)))
    rows = {number: named[bytes(key)] for number, key in session.execute(visible(query, model, sight))}
    yield from (Dated(number, "record", ref) for number, ref in rows.items())
    laid: Any = select(Attachment, Document.name).join(Document, Document.id == Attachment.document)
    laid = laid.where(Attachment.kind == model.__tablename__, Attachment.subject.in_(list(rows)))
    for each, name in session.execute(visible(laid, Attachment, sight.own)):
        yield Dated(each.id, "document", rows[each.subject], name)


def _flags(session: Session, sight: Sight, numbers: Sequence[int]) -> Iterator[Dated]:
    query: Any = select(Flag).where(Flag.id.in_(list(numbers)))
    flags = {each.id: each for each in session.execute(visible(query, Flag, sight.own)).scalars()}
    yield from (Dated(each.id, "flag", rule_name(each.rule), because(each, language())) for each in flags.values())
    for each in session.execute(select(Disposition).where(Disposition.flag.in_(list(flags)))).scalars():
        said = ": ".join(filter(None, (t(f"web.state-{each.state}"), each.reason)))
        yield Dated(each.id, "flag", rule_name(flags[each.flag].rule), said)
