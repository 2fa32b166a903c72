"""What waits in the inbox: notices nobody has read, requests another person must answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from precursors.agencies.inbox_views import open_requests
from precursors.agencies.notices import unread
from precursors.web.waiting import Asked, Waiting


def waiting(asked: Asked) -> Iterator[Waiting]:
    """Requests for those who may decide them, and unread notices for everybody."""
    others = [each for each in open_requests() if each.asked_by != asked.reader.person]
    yield Waiting("app.waits-approvals", len(others), url_for("inbox.show"))
    yield Waiting("app.waits-notices", unread(asked.aside, asked.reader.person), url_for("inbox.show"))
