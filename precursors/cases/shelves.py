"""Case files, who works on them and what is to be done, put on their shelves."""

from __future__ import annotations

from dataclasses import replace

from precursors.access.permissions import Permission
from precursors.cases import verbs
from precursors.cases.confining import is_closed, is_open, open_up, remove, restrict
from precursors.cases.disclosing import disclose
from precursors.cases.forums.record import OPEN
from precursors.cases.forums.verbs import open_forum
from precursors.cases.life import CASES as LIFE
from precursors.cases.life import OVER
from precursors.cases.life import TASKS as TASK_LIFE
from precursors.cases.models import CaseFile, CaseMember, CaseTask
from precursors.cases.persons import forget, name_person
from precursors.cases.record import CASES, DISCLOSE, FORGET, HOLD, LINK, MEMBERS, NOTE, PERSON, SHARE, TASKS, UNLINK
from precursors.cases.service import CaseImporter, MemberImporter, TaskImporter
from precursors.cases.sharing import end_sharing, share_records
from precursors.registers.shelf import Shelf, Shown, Verb, moving

_READ, _RECORD = Permission.READ_CASES, Permission.RECORD_CASES
_GOING_ON = tuple(state for state in LIFE.states if state not in OVER)
"""States in which a case is still worked on."""
_PLAIN = ("investigate", "finish")
"""Steps that need no reason."""
_STEP = Verb("", Permission.SHARE_RECORDS, share_records, needs_reason=False, asks_day=False, states=_GOING_ON)
"""What verbs of a case that goes on have in common."""
_LIFE, _CONTENT = "cases.verbs-life", "cases.verbs-content"
_OTHERS, _GUARD = "cases.verbs-others", "cases.verbs-guard"
"""Headings of verbs that are done now and then."""

CASES_SHELF = Shelf(
    kind="cases",
    record=CASES,
    model=CaseFile,
    importer=CaseImporter,
    read=_READ,
    write=_RECORD,
    name="number",
    columns=(Shown("title"), Shown("lead"), Shown("purpose", "words:case_purposes"), Shown("opened", "day")),
    facts=(
        Shown("title"), Shown("lead"), Shown("purpose", "words:case_purposes"), Shown("ground"),
        Shown("opened", "day"), Shown("summary"), Shown("notes"),
    ),
    searched=("number", "title", "lead"),
    day="opened",
    machine=LIFE,
    verbs=(
        Verb("link", _RECORD, verbs.link, LINK, needs_reason=False, asks_day=False, states=_GOING_ON),
        Verb("note", _RECORD, verbs.note, NOTE, needs_reason=False, asks_day=False, states=_GOING_ON),
        *(
            Verb(
                name, _RECORD, verbs.close if name == "close" else moving(LIFE, name), needs_reason=name not in _PLAIN,
                under=None if name == "investigate" else _LIFE,
            )
            for name in LIFE.verbs
        ),
        Verb("unlink", _RECORD, verbs.unlink, UNLINK, asks_day=False, states=_GOING_ON, under=_CONTENT),
        replace(_STEP, name="name-person", permission=_RECORD, run=name_person, fields=PERSON, under=_CONTENT),
        Verb(
            "forget", Permission.FORGET_PERSONS, forget, FORGET, needs_reason=False, asks_day=False, under=_CONTENT,
        ),
        replace(_STEP, name="share-records", run=share_records, fields=SHARE, under=_OTHERS),
        replace(_STEP, name="open-forum", run=open_forum, fields=OPEN, under=_OTHERS),
        Verb("end-sharing", Permission.SHARE_RECORDS, end_sharing, asks_day=False, under=_OTHERS),
        Verb(
            "disclose", Permission.DISCLOSE_CASES, disclose, DISCLOSE, needs_reason=False, asks_day=False,
            under=_OTHERS,
        ),
        replace(_STEP, name="keep", permission=Permission.PLACE_HOLD, run=verbs.hold, fields=HOLD, under=_GUARD),
        Verb(
            "keep-secret", Permission.PLACE_HOLD, verbs.keep_secret, HOLD, needs_reason=False, asks_day=False,
            under=_GUARD,
        ),
        Verb("restrict", _RECORD, restrict, asks_day=False, fits=is_open, under=_GUARD),
        Verb("open-up", _RECORD, open_up, asks_day=False, fits=is_closed, under=_GUARD),
    ),
    template="cases/case.html",
)  # fmt: skip

MEMBERS_SHELF = Shelf(
    kind="case-members",
    record=MEMBERS,
    model=CaseMember,
    importer=MemberImporter,
    read=_READ,
    write=_RECORD,
    name="person",
    columns=(Shown("file"), Shown("role", "words:case_parts"), Shown("organisation")),
    facts=(Shown("file"), Shown("role", "words:case_parts"), Shown("organisation"), Shown("notes")),
    searched=("file", "person"),
    verbs=(Verb("remove", _RECORD, remove, asks_day=False),),
)

TASKS_SHELF = Shelf(
    kind="case-tasks",
    record=TASKS,
    model=CaseTask,
    importer=TaskImporter,
    read=_READ,
    write=_RECORD,
    name="title",
    columns=(Shown("file"), Shown("line"), Shown("assignee"), Shown("due", "day")),
    facts=(Shown("file"), Shown("line"), Shown("assignee"), Shown("due", "day"), Shown("notes")),
    searched=("file", "title", "assignee"),
    day="due",
    machine=TASK_LIFE,
    verbs=tuple(
        Verb(name, _RECORD, moving(TASK_LIFE, name), needs_reason=name not in _PLAIN) for name in TASK_LIFE.verbs
    ),
)

SHELVES = (CASES_SHELF, MEMBERS_SHELF, TASKS_SHELF)
