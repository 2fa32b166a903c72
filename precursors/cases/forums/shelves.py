"""Forums and what is said and asked in them, put on their shelves: what one wrote oneself stays there to be read."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.cases.forums import verbs
from precursors.cases.forums.life import FORUMS, TASKS
from precursors.cases.forums.models import Forum, ForumNote, ForumTask
from precursors.cases.forums.record import AGENCIES, FORUM, NOTE, OFFER, RECORDS, TASK
from precursors.cases.forums.record import TASKS as ASKED
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Shelf, Shown, Verb, moving

_READ, _RECORD, _SHARE = Permission.READ_CASES, Permission.RECORD_CASES, Permission.SHARE_RECORDS
_OPEN = (FORUMS.first,)

FORUMS_SHELF = Shelf(
    kind="forums",
    record=FORUM,
    model=Forum,
    importer=RegisterImporter,
    read=_READ,
    write=_SHARE,
    name="title",
    columns=(Shown("agency"), Shown("purpose"), Shown("tier", "words:disclosure_tiers"), Shown("until", "day")),
    facts=(Shown("purpose"), Shown("tier", "words:disclosure_tiers"), Shown("until", "day")),
    searched=("title", "purpose"),
    machine=FORUMS,
    verbs=(
        Verb("say", _RECORD, verbs.say, NOTE, needs_reason=False, asks_day=False, states=_OPEN, shared=True),
        Verb("ask", _RECORD, verbs.ask, TASK, needs_reason=False, asks_day=False, states=_OPEN, shared=True),
        Verb(
            "offer-records", _SHARE, verbs.offer, OFFER, needs_reason=False, asks_day=False, states=_OPEN, shared=True
        ),
        Verb("take-back-records", _SHARE, verbs.take_back, RECORDS, asks_day=False, states=_OPEN, shared=True),
        Verb("invite", _SHARE, verbs.invite, AGENCIES, needs_reason=False, asks_day=False, states=_OPEN),
        Verb("dismiss", _SHARE, verbs.dismiss, AGENCIES, asks_day=False, states=_OPEN),
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
    columns=(Shown("agency"), Shown("addressee"), Shown("person"), Shown("due", "day")),
    facts=(Shown("addressee"), Shown("person"), Shown("due", "day")),
    searched=("title", "person"),
    day="due",
    machine=TASKS,
    verbs=(
        Verb("answer", _RECORD, verbs.answer, NOTE, needs_reason=False, asks_day=False, shared=True),
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
    columns=(Shown("agency"),),
    facts=(Shown("text"),),
    searched=("text",),
    entered=False,
    taken_in=False,
)

SHELVES = (FORUMS_SHELF, TASKS_SHELF, NOTES_SHELF)
