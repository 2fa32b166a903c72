"""What one operation of the API takes and answers. The same description reads the request and documents it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any

from flask import abort, g, request

from precursors.api.answers import USUAL, most
from precursors.api.checking import Unreadable, against, read_json, read_parameters
from precursors.api.once import once
from precursors.api.refusals import Wrong, refused
from precursors.api.shapes import TEXT, Schema, Shape, many
from precursors.problems import problem

View = Callable[..., Any]

ABOUT = "api_about"
"""Attribute of a view: its `Operation`."""

JSON = "application/json"
MULTIPART = "multipart/form-data"
JSON_BYTES = 1 << 20
"""Octets of a body that is no file."""

LIMIT: Schema = {"type": "integer", "minimum": 1}
PAGING: dict[str, Schema] = {"limit": LIMIT, "cursor": TEXT | {"maxLength": 200}}
"""Parameters of every list."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `body` is the schema of what it takes, None for nothing; `answers` that of what it answers."""

    summary: str
    answers: Schema | Shape | None = None
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    status: int = 200
    media: str = JSON
    """Media type of the answer."""
    takes: str = JSON
    """Media type of the body."""
    lines: bool = False
    """Whether it is a list, which can also come as lines."""
    known: bool = False
    """Whether what it makes may stand already, which it answers with 200."""
    secret: bool = False
    """Whether the answer holds what is told only once, so that it is not kept to be told again."""
    guarded: bool = False
    """Whether it insists on If-Match."""


def operation(about: Operation) -> Callable[[View], View]:
    """Say what a view takes and answers; what does not fit is refused before the view runs."""

    def described(view: View) -> View:
        @wraps(view)
        def run(**place: Any) -> Any:  # noqa: ANN401 - what the view answers
            _read(about)
            act = partial(view, **place)
            return once(act) if request.method == "POST" and not about.secret else act()

        setattr(run, ABOUT, about)
        return run

    return described


def listing(summary: str, shape: Shape, **query: Schema) -> Callable[[View], View]:
    """The same for a view that answers a page of a list."""
    return operation(Operation(summary, many(shape.ref), dict(query) | PAGING, lines=True))


def parameters() -> dict[str, Any]:
    """The parameters of the address, checked."""
    found: dict[str, Any] = g.api_parameters
    return found


def sent() -> dict[str, Any]:
    """The body, checked; empty where the operation takes none."""
    found: dict[str, Any] = g.api_sent
    return found


def limit() -> int:
    """How many rows the page may have."""
    return min(int(parameters().get("limit", USUAL)), most())


def _read(about: Operation) -> None:
    g.api_parameters, wrong = read_parameters(about.query, request.args)
    if wrong:
        abort(refused(422, wrong))
    g.api_sent = {}
    if about.body is None:
        return
    if about.takes == MULTIPART:
        _insist_on_type(MULTIPART)
        g.api_sent = {str(name or ""): text for name, text in request.form.items()}
    else:
        g.api_sent = _document(about.body)
    wrong = list(against(about.body, g.api_sent))
    if wrong:
        abort(refused(422, wrong))


def _document(schema: Schema) -> Any:  # noqa: ANN401 - any JSON value
    octets = request.get_data()
    if not octets and not schema.get("required"):
        return {}
    _insist_on_type(JSON)
    try:
        return read_json(octets)
    except Unreadable:
        abort(refused(400, [Wrong(problem("api.unreadable"))]))


def _insist_on_type(media: str) -> None:
    if request.mimetype != media:
        abort(refused(415))
