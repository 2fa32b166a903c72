"""What waits in the inbox: notices nobody has read, requests another person must answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.access.permissions import Permission
from precursors.agencies.notices import unread
from precursors.agencies.people_views import reach
from precursors.approvals.service import waiting as requests
from precursors.web.here import here
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Requests for those who look after people, and unread notices for everybody."""
    if asked.reader.may(Permission.ADMINISTER_PEOPLE):
        within = reach()
        with here().whole.read() as facts:
            found = requests(facts, within, here().today)
        others = [each for each in found if each.asked_by != asked.reader.person]
        yield Waiting("app.waits-approvals", len(others), url_for("inbox.show"))
    yield Waiting("app.waits-notices", unread(asked.aside, asked.reader.person), url_for("inbox.show"))
