"""What stands on the page of a case, and on the page of a record about its cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import stands
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.cases.confining import restriction_of
from precursors.cases.disclosing import disclosures_of
from precursors.cases.evidence_models import Disclosure
from precursors.cases.known import kind_of
from precursors.cases.life import CASES, TASKS
from precursors.cases.linking import by_kind, cases_with, links_of, rows_of
from precursors.cases.models import CaseFile, CaseLink, CaseMember, CaseNote, CaseTask
from precursors.cases.persons import erasures_of, persons_of
from precursors.cases.sharing import shares_of_case
from precursors.cases.verbs import may
from precursors.db.tables import LEAF_BITS, act_of
from precursors.holds.models import Hold
from precursors.holds.service import standing_holds
from precursors.lives.service import states_of
from precursors.registers.panels import Cell, Panel
from precursors.scope.visible import Sight, visible


def confined(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel | None:
    """That a case is for those alone who work on it: since when, by whom and why."""
    act = restriction_of(session, row.key)
    columns = [("cases.when", ""), ("cases.by", ""), ("cases.why", "")]
    cells = [[Cell(act.at, "moment"), Cell(act.actor), Cell(act.reason)]] if act else []
    return Panel("cases.restricted", columns, cells, "cases.none") if act else None


def linked(session: Session, sight: Sight, row: CaseFile, _today: date) -> Panel:
    """The records of a case, each with its part."""
    links = links_of(session, row.key)
    numbers = rows_of(session, links)
    names = _names(session, sight, numbers)
    columns = [("cases.record", ""), ("cases.kind", ""), ("cases.name", ""), ("cases.role", ""), ("cases.note", "")]
    rows = [
        [
            Cell(_short(link), "given", _page(link)), _kind_cell(link),
            Cell(names.get((link.kind, numbers[link.kind, bytes(link.subject)]))),
            Cell(link.role, "words:case_roles"), Cell(link.note),
        ]
        for link in links
    ]  # fmt: skip
    return Panel("cases.records", columns, rows, "cases.no-records")


def _short(link: CaseLink) -> str:
    return link.ref if "-" in link.ref else link.ref[:12]


def _kind_cell(link: CaseLink) -> Cell:
    return Cell(known.title if (known := kind_of(link.kind)) else "cases.document", "page")


def _page(link: CaseLink) -> str | None:
    """The page of a linked record, for those who may open it."""
    known = kind_of(link.kind)
    if known is None:
        return url_for("documents.download", digest=link.ref) if may(Permission.READ_DOCUMENTS) else None
    return url_for(known.page, **known.asked(link.ref)) if may(known.read) else None


def _names(session: Session, sight: Sight, numbers: Mapping[tuple[str, bytes], int]) -> dict[tuple[str, int], str]:
    """What people call the linked records, where the reader may read it: a query for each kind."""
    found: dict[tuple[str, int], str] = {}
    for model, keys in by_kind(dict(numbers)).items():
        known = kind_of(model.__tablename__)
        if known is None or known.name is None or not may(known.read):
            continue
        table = model.__table__.columns
        query: Any = select(table["id"], table[known.name]).where(table["id"].in_(keys))
        rows = session.execute(visible(query, model, sight, names=known.name in model.personal))
        found |= {(model.__tablename__, number): known.told(name) for number, name in rows if name is not None}
    return found


def members(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel:
    """Who works on a case."""
    found = _standing(session, CaseMember, row)
    refs = refs_of(session, CaseMember, [each.id for each in found])
    rows = [
        [
            Cell(each.person, "text", url_for("case_members.show", ref=refs[each.id])),
            Cell(each.role, "words:case_parts"), Cell(each.organisation),
        ]
        for each in found
    ]  # fmt: skip
    columns = [("cases.person", ""), ("cases.part", ""), ("cases.organisation", "")]
    return Panel("cases.members", columns, rows, "cases.no-members")


def tasks(session: Session, _sight: Sight, row: CaseFile, today: date) -> Panel:
    """What is to be done, by whom and by when."""
    found = sorted(_standing(session, CaseTask, row), key=lambda each: (each.due, each.line))
    refs = refs_of(session, CaseTask, [each.id for each in found])
    where = states_of(session, TASKS, [bytes(each.key) for each in found])
    rows = []
    for each in found:
        state = where[bytes(each.key)].state
        late = each.due < today and state == TASKS.first
        rows.append([
            Cell(each.line, "text", url_for("case_tasks.show", ref=refs[each.id])), Cell(each.title),
            Cell(each.assignee), Cell(each.due, "day", None, late), Cell(state, "state"),
        ])  # fmt: skip
    columns = [("cases.task", ""), ("cases.what", ""), ("cases.assignee", ""), ("cases.due", ""), ("cases.state", "")]
    return Panel("cases.tasks", columns, rows, "cases.no-tasks")


def _standing(session: Session, model: Any, row: CaseFile) -> Sequence[Any]:  # noqa: ANN401 - a model of the room
    query = select(model).join(Current, stands(model)).where(model.file_key == row.key).order_by(model.id)
    return list(session.execute(query).scalars())


def notes(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel:
    """What was written down, newest first."""
    query = (
        select(CaseNote, Act)
        .join(Act, Act.id == CaseNote.id // (1 << LEAF_BITS))
        .where(CaseNote.file_key == row.key)
        .order_by(CaseNote.id.desc())
    )
    rows = [[Cell(act.at, "moment"), Cell(each.text), Cell(act.actor)] for each, act in session.execute(query)]
    return Panel("cases.notes", [("cases.when", ""), ("cases.text", ""), ("cases.by", "")], rows, "cases.no-notes")


def holds(session: Session, sight: Sight, row: CaseFile, today: date) -> Panel:
    """Holds that stand on the records of a case; whoever placed one lifts it on its own page."""
    subjects = {bytes(each.subject): each.ref for each in links_of(session, row.key)} | {bytes(row.key): row.number}
    found = [each for each in standing_holds(session, sight, today) if bytes(each.subject) in subjects]
    refs = refs_of(session, Hold, [each.id for each in found])
    rows = [
        [
            Cell(refs[each.id], "given", url_for("holds.show", ref=refs[each.id])),
            Cell(subjects[bytes(each.subject)]),
            Cell(each.authority), Cell(each.ground), Cell(each.until, "day"), Cell(each.agency, "given"),
        ]
        for each in found
    ]  # fmt: skip
    columns = [
        ("holds.hold", ""), ("cases.record", ""), ("holds.authority", ""), ("holds.ground", ""), ("holds.until", ""),
        ("holds.agency", ""),
    ]  # fmt: skip
    return Panel("holds.title", columns, rows, "cases.no-holds")


def persons(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel:
    """Whom a case concerns; nothing but their part once they have been forgotten."""
    rows = [
        [
            Cell(each.told["name"]) if each.told else Cell("cases.forgotten", "page"),
            Cell(each.person.role, "words:concerned_persons"),
            *(Cell((each.told or {}).get(name)) for name in ("identifier", "contact", "remarks")),
        ]
        for each in persons_of(session, bytes(row.key))
    ]
    columns = [
        ("cases.person", ""), ("cases.concerned", ""), ("cases.identifier", ""), ("cases.contact", ""),
        ("cases.remarks", ""),
    ]  # fmt: skip
    return Panel("cases.persons", columns, rows, "cases.no-persons")


def erased(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel | None:
    """What was forgotten, when, by whom and on what ground."""
    found = erasures_of(session, bytes(row.key))
    acts = select(Act).where(Act.id.in_([act_of(each.id) for each in found]))
    by = {act.id: act for act in session.execute(acts).scalars()} if found else {}
    rows = [
        [Cell(by[act_of(each.id)].at, "moment"), Cell(by[act_of(each.id)].actor), Cell(each.ground), Cell(each.purpose)]
        for each in found
    ]
    columns = [("cases.when", ""), ("cases.by", ""), ("cases.ground", ""), ("cases.purpose", "")]
    return Panel("cases.erasures", columns, rows, "cases.no-persons") if rows else None


def shared(session: Session, _sight: Sight, row: CaseFile, today: date) -> Panel | None:
    """To whom the records of a case are shown, for what and until when."""
    found = shares_of_case(session, row)
    counted = Counter((each.receiver, each.purpose, each.tier, each.until) for each in found)
    rows = [
        [
            Cell(receiver), Cell(purpose.partition(": ")[2]), Cell(tier, "words:disclosure_tiers"),
            Cell(until, "day", None, until < today), Cell(count, "count"),
        ]
        for (receiver, purpose, tier, until), count in sorted(counted.items())
    ]  # fmt: skip
    columns = [
        ("cases.receiver", ""), ("cases.purpose", ""), ("cases.tier", ""), ("holds.until", ""),
        ("cases.how-many", "number"),
    ]  # fmt: skip
    return Panel("cases.shared", columns, rows, "cases.no-persons") if rows else None


def given(session: Session, _sight: Sight, row: CaseFile, _today: date) -> Panel:
    """What was given out of the case: to whom, on what ground, the hash of the package."""
    found = disclosures_of(session, row.key)
    refs = refs_of(session, Disclosure, [each.id for each in found])
    acts = select(Act.id, Act.at).where(Act.id.in_([act_of(each.id) for each in found]))
    when = {act.id: act.at for act in session.execute(acts)}
    taking = may(Permission.DISCLOSE_CASES)
    rows = [
        [
            Cell(refs[each.id], "given", url_for("case_links.package", ref=refs[each.id]) if taking else None),
            Cell(when[act_of(each.id)], "moment"), Cell(each.receiver),
            Cell(each.receiver_kind, "words:receiver_kinds"), Cell(each.ground), Cell(each.purpose),
            Cell(each.tier, "words:disclosure_tiers"),
            Cell(each.records, "count"), Cell(each.sha256.hex(), "hash"),
        ]
        for each in found
    ]  # fmt: skip
    columns = [
        ("cases.package", ""), ("cases.when", ""), ("cases.receiver", ""), ("cases.receiver-kind", ""),
        ("cases.ground", ""), ("cases.purpose", ""), ("cases.tier", ""), ("cases.how-many", "number"),
        ("cases.sha256", ""),
    ]  # fmt: skip
    return Panel("cases.disclosures", columns, rows, "cases.no-disclosures")


PANELS = (confined, linked, members, persons, tasks, notes, holds, shared, given, erased)


def of_record(session: Session, sight: Sight, row: Any, _today: date) -> Panel | None:  # noqa: ANN401 - a fact of any kind
    """The cases a record belongs to, for those who may read case files; nothing where it belongs to none."""
    found = cases_with(session, sight, row) if may(Permission.READ_CASES) else []
    if not found:
        return None
    refs = refs_of(session, CaseFile, [case.id for case, _ in found])
    where = states_of(session, CASES, [bytes(case.key) for case, _ in found])
    rows = [
        [
            Cell(case.number, "text", url_for("cases.show", ref=refs[case.id])), Cell(case.title),
            Cell(link.role, "words:case_roles"), Cell(where[bytes(case.key)].state, "state"),
        ]
        for case, link in found
    ]  # fmt: skip
    columns = [("cases.case", ""), ("cases.about", ""), ("cases.role", ""), ("cases.state", "")]
    return Panel("cases.cases", columns, rows, "cases.none")
