"""Forums and what is said and asked in them, put on their shelves: what one wrote oneself stays there to be read."""

from __future__ import annotations

from dataclasses import replace

from precursors.access.permissions import Permission
from precursors.cases.forums import verbs
from precursors.cases.forums.life import FORUMS, TASKS
from precursors.cases.forums.models import Forum, ForumNote, ForumTask
from precursors.cases.forums.record import AGENCIES, FORUM, NOTE, OFFER, RECORDS, TASK, UNTIL
from precursors.cases.forums.record import TASKS as ASKED
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Shelf, Shown, Verb, moving

_READ, _RECORD, _SHARE = Permission.READ_CASES, Permission.RECORD_CASES, Permission.SHARE_RECORDS
_WORK = Verb(
    "", _SHARE, verbs.say, needs_reason=False, asks_day=False, states=(FORUMS.first,), shared=True, fits=verbs.goes_on
)
"""What the verbs of an open forum have in common."""

FORUMS_SHELF = Shelf(
    kind="forums",
    record=FORUM,
    model=Forum,
    importer=RegisterImporter,
    read=_READ,
    write=_SHARE,
    name="title",
    columns=(Shown("purpose"), Shown("tier", "words:disclosure_tiers"), Shown("until", "day")),
    facts=(Shown("purpose"), Shown("tier", "words:disclosure_tiers"), Shown("until", "day")),
    searched=("title", "purpose"),
    machine=FORUMS,
    verbs=(
        replace(_WORK, name="say", permission=_RECORD, run=verbs.say, fields=NOTE),
        replace(_WORK, name="ask", permission=_RECORD, run=verbs.ask, fields=TASK),
        replace(_WORK, name="offer-records", run=verbs.offer, fields=OFFER),
        replace(_WORK, name="take-back-records", run=verbs.take_back, fields=RECORDS, needs_reason=True),
        replace(_WORK, name="invite", run=verbs.invite, fields=AGENCIES, shared=False),
        replace(_WORK, name="dismiss", run=verbs.dismiss, fields=AGENCIES, shared=False, needs_reason=True),
        Verb("put-off", _SHARE, verbs.put_off, UNTIL, asks_day=False, states=(FORUMS.first,)),
        Verb("close", _SHARE, verbs.close),
    ),
    entered=False,
    taken_in=False,
)

TASKS_SHELF = Shelf(
    kind="forum-tasks",
    record=ASKED,
    model=ForumTask,
    importer=RegisterImporter,
    read=_READ,
    write=_RECORD,
    name="title",
    columns=(Shown("addressee"), Shown("person"), Shown("due", "day")),
    facts=(Shown("addressee"), Shown("person"), Shown("due", "day")),
    searched=("title", "person"),
    day="due",
    machine=TASKS,
    verbs=(
        Verb(
            "answer", _RECORD, verbs.answer, NOTE, needs_reason=False, asks_day=False, shared=True, fits=verbs.is_asked
        ),
        Verb("withdraw", _RECORD, moving(TASKS, "withdraw")),
    ),
    entered=False,
    taken_in=False,
)

NOTES_SHELF = Shelf(
    kind="forum-notes",
    record=NOTE,
    model=ForumNote,
    importer=RegisterImporter,
    read=_READ,
    write=_RECORD,
    name="text",
    columns=(),
    facts=(Shown("text"),),
    searched=("text",),
    entered=False,
    taken_in=False,
)

SHELVES = (FORUMS_SHELF, TASKS_SHELF, NOTES_SHELF)
