"""The API described by itself: OpenAPI 3.1, made from the views and the shapes they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, current_app
from werkzeug.routing import Rule

from precursors import __version__
from precursors.access.permissions import Permission
from precursors.api.answers import LINES, answer
from precursors.api.blueprint import bp
from precursors.api.once import HEADER
from precursors.api.operation import ABOUT, JSON, MULTIPART, Operation
from precursors.api.refusals import PROBLEM, TYPE
from precursors.api.shapes import TEXT, WHOLE, Schema, Shape
from precursors.web.access import demand_of, public

FILE: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}

REFUSALS = {
    "400": "The request cannot be read.",
    "401": "A token is needed: `Authorization: Bearer pcr_…`.",
    "403": "The token does not carry this permission.",
    "404": "There is no such thing for whoever asks.",
    "405": "The method is not known at this address.",
    "409": "The request is right in itself, but met what stands.",
    "412": "The record is another than the one seen.",
    "413": "The body is too large.",
    "415": "The body is of another media type.",
    "422": "Something in the request is wrong; `errors` says where.",
    "428": "If-Match is needed.",
    "429": "Too many requests; Retry-After says when to go on.",
}
_EVERYWHERE = ("400", "401", "403", "404", "422", "429")
_PART = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The description; it holds no data and is for anybody."""
    return answer(described(current_app))


def described(app: Flask) -> dict[str, Any]:
    """The description of every operation of `app` under /api/v1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        about: Operation | None = getattr(app.view_functions[rule.endpoint], ABOUT, None)
        if about is not None:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                told = _operation(app, rule, method, about)
                paths.setdefault(_PART.sub(r"{\2}", rule.rule), {})[method.lower()] = told
    schemas = {name: each.schema for name, each in sorted(Shape.known.items())}
    token = {"type": "http", "scheme": "bearer", "description": "A token of one's own, made on the page of tokens."}
    return {
        "openapi": "3.1.0",
        "info": {"title": "precursors", "version": __version__, "summary": "A registry of drug precursor chemicals"},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": token}},
    }


def _operation(app: Flask, rule: Rule, method: str, about: Operation) -> dict[str, Any]:
    demand = demand_of(app, rule.endpoint)
    enough = [demand] if isinstance(demand, Permission) else demand if isinstance(demand, frozenset) else ()
    tokens = [{"token": [scope]} for scope in sorted(each.value for each in enough)]
    made: dict[str, Any] = {
        "operationId": rule.endpoint.partition(".")[2],
        "tags": [rule.rule.split("/")[3]],
        "summary": about.summary,
        "security": tokens or [{"token": []}],
        "parameters": [*_parameters(rule), *_asked(about), *_headers(method, about)],
        "responses": _responses(method, about),
    }
    return made | ({"requestBody": _body(about)} if about.body is not None else {})


def _parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for kind, name in _PART.findall(rule.rule):
        schema = WHOLE if kind == "int" else TEXT
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _asked(about: Operation) -> Iterator[dict[str, Any]]:
    for name, schema in about.query.items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}


def _headers(method: str, about: Operation) -> Iterator[dict[str, Any]]:
    if method == "POST" and not about.secret:
        named = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        yield {"name": HEADER, "in": "header", "required": False, "schema": named}
    if about.guarded:
        yield {"name": "If-Match", "in": "header", "required": True, "schema": TEXT}


def _body(about: Operation) -> dict[str, Any]:
    schema = dict(about.body or {})
    if about.takes == MULTIPART:
        schema["properties"] = schema.get("properties", {}) | {"file": FILE}
        schema["required"] = [*schema.get("required", ()), "file"]
    return {
        "required": bool(schema.get("required")) or about.takes != JSON,
        "content": {about.takes: {"schema": schema}},
    }


def _responses(method: str, about: Operation) -> dict[str, Any]:
    schema = about.answers.ref if isinstance(about.answers, Shape) else about.answers
    if about.lines:
        content = {JSON: {"schema": _list_of(schema or {})}, LINES: {"schema": (schema or {}).get("items", {})}}
    else:
        content = {about.media: {"schema": schema or FILE}}
    codes = [*_EVERYWHERE]
    codes += ["409"] if method in {"POST", "DELETE"} else []
    codes += ["413", "415"] if about.body is not None else []
    codes += ["412", "428"] if about.guarded else []
    told = {code: {"description": REFUSALS[code], "content": {TYPE: {"schema": PROBLEM.ref}}} for code in sorted(codes)}
    good = {"description": about.summary, "content": content}
    if about.known:
        told["200"] = good | {"description": "It stands already; nothing was written."}
    return {str(about.status): good, **told}


def _list_of(schema: Schema) -> Schema:
    following = {"anyOf": [TEXT, {"type": "null"}]}
    properties = {"items": schema, "next": following}
    return {"type": "object", "properties": properties, "required": ["items", "next"], "additionalProperties": False}
