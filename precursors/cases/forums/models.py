"""Forums, and what each agency says, asks and shows in one; others see it while a share of the forum is in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.cases.models import ROLES
from precursors.db.tables import Fact, laid, one_of
from precursors.scope.models import TIERS


def _is_key(column: str) -> CheckConstraint:
    """That a column holds a natural key."""
    return CheckConstraint(f"length({column}) = 16", name=f"{column.removesuffix('_key')}_is_128_bits")


class Forum(Fact):
    """A place for one matter, kept by the agency of the case and shared in full with those it invites, until a day."""

    __tablename__ = "forum"
    __table_args__ = laid(
        Index("ix_forum_file", "file_key"),
        CheckConstraint(one_of("tier", *TIERS), name="tier_known"),
        _is_key("file_key"),
        _is_key("key"),
    )
    prefix = "FRM"
    confined_by = "file_key"
    personal = ("title", "purpose")
    facts = (1, ("agency", "file_key", "title", "purpose", "tier", "until", "key"))

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    file_key: Mapped[bytes]
    """Natural key of the case it was opened for, which those invited never see."""
    title: Mapped[str]
    """What it is about, in words meant for those invited."""
    purpose: Mapped[str]
    """What those invited may use it for."""
    tier: Mapped[str]
    """nominal, or non-nominal: records are shown there without names."""
    until: Mapped[date]
    """Last day on which it is open."""
    key: Mapped[bytes]
    """Natural key: agency, the act."""


class ForumSeat(Fact):
    """An agency that was invited. It is dismissed by reversing its seat; the share that lets it in ends with it."""

    __tablename__ = "forum_seat"
    __table_args__ = laid(
        Index("ix_forum_seat_forum", "forum_key"),
        CheckConstraint("member <> agency", name="another_agency"),
        _is_key("forum_key"),
        _is_key("key"),
    )
    said_in = "forum_key"
    confined_by = "forum_key"
    facts = (1, ("agency", "forum_key", "member", "key"))

    agency: Mapped[str]
    """Code of the agency that keeps the forum."""
    forum_key: Mapped[bytes]
    """Natural key of the forum."""
    member: Mapped[str]
    """Code of the agency that was invited."""
    key: Mapped[bytes]
    """Natural key: forum, agency invited."""


class ForumNote(Fact):
    """Something an agency said in a forum, or its answer to a task. It is never changed: a later one puts it right."""

    __tablename__ = "forum_note"
    __table_args__ = laid(Index("ix_forum_note_forum", "forum_key"), _is_key("forum_key"), _is_key("key"))
    prefix = "FNT"
    personal = ("text",)
    said_in = "forum_key"
    confined_by = "forum_key"
    facts = (1, ("agency", "forum_key", "task", "text", "key"))

    agency: Mapped[str]
    """Code of the agency that said it."""
    forum_key: Mapped[bytes]
    """Natural key of the forum."""
    task: Mapped[bytes | None]
    """Natural key of the task it answers, if one."""
    text: Mapped[str]
    """What was said."""
    key: Mapped[bytes]
    """Natural key: agency, forum, the act."""


class ForumTask(Fact):
    """Something one agency asks of another one in a forum, by a day."""

    __tablename__ = "forum_task"
    __table_args__ = laid(
        Index("ix_forum_task_forum", "forum_key"),
        Index("ix_forum_task_due", "addressee", "due"),
        _is_key("forum_key"),
        _is_key("key"),
    )
    prefix = "FTK"
    personal = ("title", "person")
    said_in = "forum_key"
    confined_by = "forum_key"
    facts = (1, ("agency", "forum_key", "title", "addressee", "person", "due", "key"))

    agency: Mapped[str]
    """Code of the agency that asks."""
    forum_key: Mapped[bytes]
    """Natural key of the forum."""
    title: Mapped[str]
    """What is to be done."""
    addressee: Mapped[str]
    """Code of the agency that is asked."""
    person: Mapped[str | None]
    """Whom there, as stated, if anybody is named."""
    due: Mapped[date]
    """Last day on which an answer is in time."""
    key: Mapped[bytes]
    """Natural key: agency, forum, the act."""


class ForumRecord(Fact):
    """A record that its own agency shows in a forum, in one role. It is taken back by reversing it."""

    __tablename__ = "forum_record"
    __table_args__ = laid(
        Index("ix_forum_record_forum", "forum_key"),
        CheckConstraint(one_of("role", *ROLES), name="role_known"),
        CheckConstraint(one_of("tier", *TIERS), name="tier_known"),
        _is_key("subject"),
        _is_key("forum_key"),
        _is_key("key"),
    )
    personal = ("note",)
    said_in = "forum_key"
    confined_by = "forum_key"
    facts = (1, ("agency", "forum_key", "kind", "subject", "record", "ref", "role", "tier", "note", "key"))

    agency: Mapped[str]
    """Code of the agency whose record it is."""
    forum_key: Mapped[bytes]
    """Natural key of the forum."""
    kind: Mapped[str]
    """Table of the record."""
    subject: Mapped[bytes]
    """Natural key of the record, so that what is shown follows its corrections."""
    record: Mapped[int]
    """Key of the record as it stood when it was offered."""
    ref: Mapped[str]
    """Its reference then."""
    role: Mapped[str]
    """subject, evidence, origin or related."""
    tier: Mapped[str]
    """nominal or non-nominal: how it is shown."""
    note: Mapped[str | None]
    """Why it belongs to the matter."""
    key: Mapped[bytes]
    """Natural key: forum, agency, record."""
