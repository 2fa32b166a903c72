"""The forms of a draft: for each part of its document a field, what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from precursors.disposal import drafting, library
from precursors.disposal.drafting import Document
from precursors.disposal.protocol_words import blamed
from precursors.disposal.rules.document import CHOICE, DEFAULTS, HEAD, STEP, Part, held
from precursors.problems import Problem


class Field(NamedTuple):
    """One field of a form."""

    part: Part
    name: str
    """Its name in the form."""
    value: Any
    """What the document says."""
    text: str
    """The same as a text."""
    wrong: str | None


def head_parts() -> tuple[Part, ...]:
    """The head, with the methods and operations of the library to choose from."""
    methods = tuple(dict.fromkeys(each for known in library.allowed().values() for each in known.methods))
    codes = tuple(each.code for each in library.operations() if each.final)
    offered = {"method.code": methods, "method.operation": codes}
    return tuple(
        replace(each, sort=CHOICE, among=offered[each.name]) if each.name in offered else each for each in HEAD
    )


def step_parts(document: Document, n: int) -> tuple[Part, ...]:
    """A step, with those above it to come after."""
    above = tuple(str(each.get("key", "")) for each in document.get("steps", [])[:n])
    return tuple(replace(each, among=above) if each.name == "after" and above else each for each in STEP)


def fields_of(
    parts: Iterable[Part], told_so: Mapping[str, Any], wrong: Mapping[str, str], prefix: str = ""
) -> list[Field]:
    """A field for each part: what is told of it, else its default, and the sentence against it, by name of field."""
    made = []
    for part in parts:
        value = held(told_so, part)
        value = DEFAULTS.get(part.name) if value is None else value
        name = prefix + part.name
        made.append(Field(part, name, value, drafting.shown(part, value), wrong.get(name)))
    return made


def by_field(problems: Iterable[Problem], within: str) -> tuple[dict[str, str], list[tuple[str, str | None]]]:
    """Sentences by the names of their fields, and all of them with where they lead."""
    at: dict[str, str] = {}
    every: list[tuple[str, str | None]] = []
    for each in problems:
        field = each.field or ""
        if field.startswith("steps") if not within else not field.startswith(within):
            continue
        name = field.removeprefix(within).replace("/", ".")
        at[name] = blamed(each)
        every.append((blamed(each), f"#{name}"))
    return at, every
