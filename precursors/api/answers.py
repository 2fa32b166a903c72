"""How the API answers: documents with their ETag, pages of lists with the way to the next, lines for streams."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, request

from precursors.api.refusals import refused
from precursors.api.shapes import Document

LINES = "application/x-ndjson"
USUAL, MOST, MOST_LINES = 50, 500, 10_000
"""Rows of one page: unless asked otherwise, at most, at most as lines."""


def as_json(document: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """The octets of a document."""
    return json.dumps(document, ensure_ascii=False).encode()


def answer(document: Any, status: int = 200, **headers: str) -> Response:  # noqa: ANN401 - any JSON value
    """An answer with a document."""
    made = Response(as_json(document), status, mimetype="application/json")
    for name, value in headers.items():
        made.headers[name.replace("_", "-")] = value
    return made


def created(document: Document, place: str) -> Response:
    """The answer to a request that has made something, and where it is now."""
    return answer(document, 201, Location=place)


def etag_of(document: Document) -> str:
    """The entity tag of a document: it changes when anything does that the document tells."""
    return sha256(as_json(document)).hexdigest()[:32]


def tagged(document: Document) -> Response:
    """An answer that a later request may build on; 304 for whoever has it already."""
    made = answer(document)
    made.set_etag(etag_of(document))
    made.vary.update(("Authorization", "Accept-Language"))
    made.make_conditional(request.environ)
    return made


def insist_on(document: Document) -> None:
    """Refuse unless the request has seen exactly this: 428 where it does not say, 412 where it has seen another."""
    if not request.if_match:
        abort(refused(428))
    if not request.if_match.contains(etag_of(document)):
        abort(refused(412))


def wants_lines() -> bool:
    """Whether the request asks for one document a line."""
    known = ["application/json", LINES]
    return request.accept_mimetypes.best_match(known, known[0]) == LINES


def most() -> int:
    """The longest page this request may ask for."""
    return MOST_LINES if wants_lines() else MOST


def page(items: Iterable[Document], following: Mapping[str, Any] | None) -> Response:
    """One page of a list. `following` are the parameters of the next one, None on the last."""
    link = f"{request.script_root}{request.path}?{urlencode(following, doseq=True)}" if following else None
    lines = wants_lines()
    made = Response(_lines(items), mimetype=LINES) if lines else answer({"items": list(items), "next": link})
    if link:
        made.headers["Link"] = f'<{link}>; rel="next"'
    made.vary.update(("Authorization", "Accept"))
    return made


def _lines(items: Iterable[Document]) -> Iterator[bytes]:
    for item in items:
        yield as_json(item) + b"\n"
