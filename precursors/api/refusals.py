"""Everything the API refuses, as RFC 9457 says it: problem documents with a code, a sentence, and where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, request

from precursors.api.shapes import TEXT, WHOLE, many, maybe, shape
from precursors.config.settings import LANGUAGES
from precursors.i18n.catalogue import sentence, text
from precursors.problems import Problem
from precursors.web.errors import request_id
from precursors.web.language import language

TYPE = "application/problem+json"
KNOWN = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503)
"""Statuses with a sentence of their own; any other is told as 400 or 500."""

NOWHERE = frozenset({"record.unknown", "act.unknown", "job.unknown", "person.unknown"})
"""Problems that mean: there is no such thing here."""

TOO_LATE = frozenset(
    {
        "act.nothing-stands", "agency.exists", "document.known", "job.ended", "person.exists", "record.conflict",
        "record.resolved", "record.reversed", "record.taken", "role.held", "role.not-held", "share.exists",
        "upload.elsewhere", "upload.stale",
    }
)  # fmt: skip
"""Problems of a request that was right in itself, but met what stands."""


class Wrong(NamedTuple):
    """One thing that is wrong: where in the body (an RFC 6901 pointer), or in which parameter, and what."""

    problem: Problem
    pointer: str | None = None
    parameter: str | None = None


ERROR = shape(
    "Error",
    "One thing that is wrong with a request.",
    pointer=maybe(TEXT),
    parameter=maybe(TEXT),
    code=TEXT,
    detail=TEXT,
)

PROBLEM = shape(
    "Problem",
    "Why a request was refused (RFC 9457). Codes are permanent, sentences follow Accept-Language.",
    type=TEXT,
    title=TEXT,
    status=WHOLE,
    code=TEXT,
    detail=TEXT,
    request=TEXT,
    errors=many(ERROR.ref),
)


def tongue() -> str:
    """The language of sentences: what the request accepts, else that of whoever asks."""
    asked = request.accept_languages.best_match(LANGUAGES) if request.accept_languages else None
    return asked or language()


def refused(status: int, wrong: Iterable[Wrong] = (), headers: Mapping[str, str] | None = None) -> Response:
    """The answer that refuses a request."""
    return _answer(status, list(wrong), headers or {}, tongue())


def refused_for(problems: Iterable[Problem], within: str = "") -> Response:
    """The answer to a request that a verb has refused; fields of its body stand under the pointer `within`."""
    found = list(problems)
    codes = {each.code for each in found}
    status = 404 if codes & NOWHERE else 409 if codes & TOO_LATE else 422
    return refused(status, [Wrong(each, f"{within}/{each.field}" if each.field else within) for each in found])


def broken(status: int, headers: Mapping[str, str]) -> Response:
    """The answer to what the framework refuses or a fault ends; asks nothing of what may be broken."""
    tongue_asked = request.accept_languages.best_match(LANGUAGES, "en") or "en"
    return _answer(status, [], headers, tongue_asked)


def _answer(status: int, wrong: list[Wrong], headers: Mapping[str, str], spoken: str) -> Response:
    told = status if status in KNOWN else 400 if status < 500 else 500
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": wrong[0].problem.code if wrong else f"api.status-{told}",
        "detail": sentence(wrong[0].problem, spoken) if wrong else text("problems", f"api.status-{told}", spoken),
        "request": request_id(),
        "errors": [_error(each, spoken) for each in wrong],
    }
    answer = Response(json.dumps(document, ensure_ascii=False), status, mimetype=TYPE)
    answer.headers.extend(dict(headers))
    answer.headers["Content-Language"] = spoken
    return answer


def _error(wrong: Wrong, spoken: str) -> dict[str, Any]:
    where = {"pointer": wrong.pointer, "parameter": wrong.parameter}
    return where | {"code": wrong.problem.code, "detail": sentence(wrong.problem, spoken)}
