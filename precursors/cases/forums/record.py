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
        Field("title", Text(), needed=True),
        Field("agencies", Text(), needed=True),
        Field("purpose", Text(), needed=True),
        Field("tier", _TIERS, needed=True),
        Field("until", Day(), needed=True),
        Field("records", Text()),
    ),
)
FORUM = Record(_KIND, tuple(each for each in OPEN.fields if each.key not in {"agencies", "records"}))
NOTE = Record(_KIND, (Field("text", Text(), needed=True),))
TASK = Record(
    _KIND,
    (
        Field("title", Text(), needed=True),
        Field("addressee", Text(), needed=True),
        Field("person", Text()),
        Field("due", Day(), needed=True),
    ),
)
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
AGENCIES = Record(_KIND, (Field("agencies", Text(), needed=True),))
