"""The fields of case files, of who works on them, of tasks, and of what is done with a case; described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Choice, Day, Text
from precursors.intake.words import words

CASES = Record(
    "cases",
    (
        Field("number", Text(), needed=True),
        Field("title", Text(), needed=True),
        Field("lead", Text(), needed=True),
        Field("purpose", Choice(words("case_purposes")), needed=True),
        Field("ground", Text()),
        Field("opened", Day(), needed=True),
        Field("summary", Text()),
        Field("notes", Text()),
    ),
    core=("number", "title"),
)

MEMBERS = Record(
    "case-members",
    (
        Field("file", Text(), needed=True),
        Field("person", Text(), needed=True),
        Field("organisation", Text()),
        Field("role", Choice(words("case_parts")), needed=True),
        Field("notes", Text()),
    ),
    core=("file", "person"),
)

TASKS = Record(
    "case-tasks",
    (
        Field("file", Text(), needed=True),
        Field("line", Text(), needed=True),
        Field("title", Text(), needed=True),
        Field("assignee", Text(), needed=True),
        Field("due", Day(), needed=True),
        Field("notes", Text()),
    ),
    core=("file", "title"),
)

_STEPS = "case-steps"
LINK = Record(
    _STEPS,
    (
        Field("records", Text(), needed=True),
        Field("role", Choice(words("case_roles")), needed=True),
        Field("note", Text()),
    ),
)
UNLINK = Record(_STEPS, (Field("record", Text(), needed=True),))
NOTE = Record(_STEPS, (Field("text", Text(), needed=True),))
PERSON = Record(
    _STEPS,
    (
        Field("name", Text(), needed=True),
        Field("concerned", Choice(words("concerned_persons")), needed=True),
        Field("identifier", Text()),
        Field("contact", Text()),
        Field("remarks", Text()),
    ),
)
SHARE = Record(
    _STEPS,
    (
        Field("agencies", Text(), needed=True),
        Field("purpose", Text(), needed=True),
        Field("tier", Choice(words("disclosure_tiers")), needed=True),
        Field("until", Day(), needed=True),
    ),
)
FORGET = Record(_STEPS, (Field("ground", Text(), needed=True), Field("order", Text())))
DISCLOSE = Record(
    _STEPS,
    (
        Field("receiver", Text(), needed=True),
        Field("receiver_kind", Choice(words("receiver_kinds")), needed=True),
        Field("ground", Text(), needed=True),
        Field("purpose", Text(), needed=True),
        Field("tier", Choice(words("disclosure_tiers")), needed=True),
        Field("records", Text()),
    ),
)
HOLD = Record(
    _STEPS,
    (
        Field("authority", Text(), needed=True),
        Field("order", Text()),
        Field("ground", Text(), needed=True),
        Field("until", Day()),
    ),
)
