"""The fields of forums, of what is said, asked and shown in one; described once."""

from __future__ import annotations

from precursors.intake.record import Field, Record
from precursors.intake.types import Choice, Day, Text
from precursors.intake.words import words

_KIND = "forum-steps"
_TIERS = Choice(words("disclosure_tiers"))

OPEN = Record(
    _KIND,
    (
        Field("topic", Text(), needed=True),
        Field("agencies", Text(), needed=True),
        Field("purpose", Text(), needed=True),
        Field("tier", _TIERS, needed=True),
        Field("until", Day(), needed=True),
        Field("records", Text()),
    ),
)
FORUM = Record(_KIND, (Field("title", Text()), *OPEN.fields[2:5]))
NOTE = Record(_KIND, (Field("text", Text(), needed=True),))
TASK = Record(
    _KIND,
    (
        Field("what", Text(), needed=True),
        Field("addressee", Text(), needed=True),
        Field("person", Text()),
        Field("due", Day(), needed=True),
    ),
)
TASKS = Record(_KIND, (Field("title", Text()), *TASK.fields[1:]))
OFFER = Record(
    _KIND,
    (
        Field("records", Text(), needed=True),
        Field("role", Choice(words("case_roles")), needed=True),
        Field("tier", _TIERS),
        Field("note", Text()),
    ),
)
RECORDS = Record(_KIND, (Field("records", Text(), needed=True),))
UNTIL = Record(_KIND, (Field("until", Day(), needed=True),))
AGENCIES = Record(_KIND, (Field("agencies", Text(), needed=True),))
