"""Notices about forums: laid into inboxes once what they tell of is committed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.agencies.notices import News, tell
from precursors.agencies.roles import holders
from precursors.audit.refs import ref_of
from precursors.cases.forums.models import Forum
from precursors.db.engine import afterwards
from precursors.web.here import here


class Told(NamedTuple):
    """What is told: key of the sentence, of which forum, whom alone if somebody is named who can be told, and whether
    they see the forum no longer: then their own notes are what is left to lead to.
    """

    text: str
    forum: Forum
    person: str | None = None
    over: bool = False


def tell_agencies(session: Session, codes: Sequence[str], what: Told) -> None:
    """Tell whoever of these agencies works on cases, or the one of them that is named."""
    place = here()
    able = {each for code in codes for each in holders(session, Permission.RECORD_CASES, code, place.today)}
    named = {what.person.strip().lower()} & able if what.person else set()
    values = {"title": what.forum.title, "agency": what.forum.agency, "day": what.forum.until.isoformat()}
    page = url_for("forums.show", ref=ref_of(session, Forum, what.forum.id))
    link = url_for("forum_notes.index") if what.over else page
    news = News(what.text, values, link)
    afterwards(session, lambda: place.whole.aside.write(lambda aside: tell(aside, named or able, news, place.now)))
