"""What a person sees when a page cannot be shown: a sentence, a way on, and a number by which the log knows it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from precursors.db.engine import others_write

LOG = logging.getLogger("precursors.web")
KNOWN = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
"""Statuses with a sentence of their own; the others are told as 400 or 500."""

ATTEMPTS = (400, 401, 403, 413, 429)
"""Refusals that an attack would be made of: a form without its token, a wrong token, a right they lack, too much."""


def errors(app: Flask) -> None:
    """Answer every refusal and every fault of `app` with a page of its own in the reader's language."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)


Told = Callable[[int, Mapping[str, str]], ResponseReturnValue]
"""Makes the answer of a status, with the headers that belong to it."""

OTHERWISE = "errors_told_otherwise"


def speak_otherwise(extensions: dict[str, Any], below: str, told: Told) -> None:
    """Let what goes wrong at addresses that begin with `below` be told by `told` instead of a page.

    `extensions` are those of the application.
    """
    extensions.setdefault(OTHERWISE, {})[below] = told


def request_id() -> str:
    """The number of this request in page and log: the proxy's, if it is harmless to print, or one of our own."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else uuid4().hex
    return str(g.request_id)


def _refused(refusal: HTTPException) -> ResponseReturnValue:
    status = refusal.code or 500
    if status in ATTEMPTS:
        LOG.warning("%s refused with %s, request %s", request.endpoint, status, request_id())
    if refusal.response is not None or status < 400:
        return refusal  # a redirect, or an answer somebody has made already
    if status >= 500:
        behind = getattr(refusal, "original_exception", None)
        LOG.error("%s answered with %s, request %s", request.endpoint, status, request_id(), exc_info=behind)
    kept = [(name, value) for name, value in refusal.get_headers() if name.lower() != "content-type"]
    return _told(status, kept)


def _broken(fault: Exception) -> ResponseReturnValue:
    LOG.error("%s broke, request %s", request.endpoint, request_id(), exc_info=fault)
    g.setdefault("reader", None)  # whoever it is, nothing more is asked of what may be broken
    return _told(503, [("Retry-After", "30")]) if others_write(fault) else _told(500, [])


def _told(status: int, headers: list[tuple[str, str]]) -> ResponseReturnValue:
    others: dict[str, Told] = current_app.extensions.get(OTHERWISE, {})
    for below, speak in others.items():
        if request.path.startswith(below):
            return speak(status, dict(headers))
    told = status if status in KNOWN else 400 if status < 500 else 500
    page = render_template("web/error.html", status=status, told=told, number=request_id())
    return page, status, headers
