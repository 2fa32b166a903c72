"""Who asks for an act by a page, and what names the asking, so that a form sent twice is one act."""

from __future__ import annotations

import re
from uuid import uuid4

from flask import request

from precursors.audit.acts import Actor, request_key_of
from precursors.web.access import reader

_KEY = re.compile(r"[0-9a-f]{32}")


def actor() -> Actor:
    """Whoever is asking, acting for their agency."""
    return Actor(reader().person, reader().agency)


def form_key() -> str:
    """The key a form was given when it was shown: 32 hexadecimal digits; a new one where it brings none."""
    given = request.form.get("request_key", "")
    return given if _KEY.fullmatch(given) else uuid4().hex


def request_key(what: str) -> str:
    """What names this request: the form's own key, for this person and this form alone."""
    return request_key_of(what, reader().person, form_key())
