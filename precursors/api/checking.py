"""Hold what a program sends against the schema that the API promises, and say everything that is wrong at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from precursors.api.refusals import Wrong
from precursors.api.shapes import Schema
from precursors.problems import Problem, problem

_KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip
_GREATEST = 2**63 - 1


class Unreadable(ValueError):
    """Octets that are no JSON document of ours."""


def read_json(octets: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON document, strictly: UTF-8, no name twice, no lone surrogate, no NaN. Raises Unreadable."""
    try:
        value = json.loads(octets.decode(), object_pairs_hook=_once_each, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as why:
        raise Unreadable(str(why)) from None
    return value


def against(schema: Schema, value: Any, pointer: str = "") -> Iterator[Wrong]:  # noqa: ANN401 - any JSON value
    """Everything in which a value does not fit a schema."""
    if "anyOf" in schema:
        each = [list(against(one, value, pointer)) for one in schema["anyOf"]]
        yield from [] if [] in each else each[0]
        return
    kind = schema.get("type")
    if kind is not None and (not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield Wrong(problem("api.kind", expected=kind), pointer)
        return
    if isinstance(value, str) and (told := _text_against(schema, value)):
        yield Wrong(told, pointer)
    elif isinstance(value, dict):
        yield from _object_against(schema, value, pointer)
    elif isinstance(value, list) and "items" in schema:
        for at, item in enumerate(value):
            yield from against(schema["items"], item, f"{pointer}/{at}")
    elif kind == "integer" and not schema.get("minimum", -_GREATEST) <= value <= schema.get("maximum", _GREATEST):
        least, most = schema.get("minimum", -_GREATEST), schema.get("maximum", _GREATEST)
        yield Wrong(problem("choice.unknown", value=value, expected=f"{least}–{most}"), pointer)


def read_parameters(known: Mapping[str, Schema], given: Mapping[str, str]) -> tuple[dict[str, Any], list[Wrong]]:
    """The parameters of an address as values, and everything that is wrong with them."""
    values: dict[str, Any] = {}
    wrong = []
    for name, text in given.items():
        schema = known.get(name)
        if schema is None:
            against_it = [Wrong(problem("api.parameter", parameter=name[:80], known=", ".join(known) or "-"))]
        else:
            values[name] = _number(text) if schema["type"] == "integer" else text
            against_it = list(against(schema, values[name]))
        wrong += [Wrong(each.problem, None, name[:80]) for each in against_it]
    return values, wrong


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text


def _object_against(schema: Schema, value: Mapping[str, Any], pointer: str) -> Iterator[Wrong]:
    properties: Mapping[str, Schema] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Wrong(problem("field.missing", name), f"{pointer}/{_escaped(name)}")
    for name, member in value.items():
        place = f"{pointer}/{_escaped(name)}"
        if name in properties:
            yield from against(properties[name], member, place)
        elif schema.get("additionalProperties") is False:
            yield Wrong(problem("api.member", member=name[:80]), place)
        else:
            yield from against(schema.get("additionalProperties") or {}, member, place)


def _text_against(schema: Schema, value: str) -> Problem | None:
    if "\x00" in value:
        return problem("text.control-character")
    if len(value) > schema.get("maxLength", _GREATEST):
        return problem("text.too-long", longest=schema["maxLength"])
    if "enum" in schema and value not in schema["enum"]:
        return problem("choice.unknown", value=value[:80], expected=", ".join(schema["enum"]))
    if schema.get("format") == "date" and not _is_day(value):
        return problem("date.unreadable", value=value[:80])
    if schema.get("format") == "date-time" and not _is_moment(value):
        return problem("api.moment", value=value[:80])
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _escaped(name: str) -> str:
    return name[:80].replace("~", "~0").replace("/", "~1")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unreadable("a name stands twice in an object")
    return made


def _no_number(name: str) -> Any:  # noqa: ANN401 - it always raises
    raise Unreadable(f"{name} is no number")
