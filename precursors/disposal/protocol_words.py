"""What the parts of a protocol, their words and the changes between two versions are called for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from precursors.disposal.rules.document import (
    EVIDENCE,
    HEAD,
    LISTS,
    PAIRS,
    STEP,
    Change,
    Part,
    part_at,
)
from precursors.disposal.rules.protocol import Scope
from precursors.problems import Problem
from precursors.substances.titles import title
from precursors.web.language import NAMES, language
from precursors.web.texts import t, told

WORDS: Mapping[str, Callable[[str], str]] = {
    "change_class": lambda value: t(f"disposal.w-{value}"),
    "scope.states": lambda value: t(f"disposal.form-{value.lower()}"),
    "method.code": lambda value: f"{value} – {t(f'protocols.method-{value.lower()}')}",
    "people.apart": lambda value: " – ".join(t(f"disposal.w-{each}") for each in value.split()),
    "kind": lambda value: t(f"disposal.k-{value}"),
    "hold": lambda value: t(f"protocols.hold-{value}"),
    "repeat": lambda value: t(f"protocols.repeat-{value}"),
    "performer_roles": lambda value: t(f"agencies.role-{value}"),
    "witness_roles": lambda value: t(f"agencies.role-{value}"),
    "notes": NAMES.__getitem__,
}
"""What the words of a part are called; those of no entry are shown as they are."""


def label(name: str) -> str:
    """What a part of a document is called."""
    return t(f"protocols.p-{name.replace('.', '-').replace('_', '-')}")


def word(part: Part, value: str) -> str:
    """What a word of a part is called."""
    if part.name == "kind" and part in EVIDENCE:
        return t(f"protocols.kind-{value}")
    return WORDS[part.name](value) if part.name in WORDS else value


def change_told(change: Change) -> tuple[str, str, str]:
    """Where two versions differ, and what either says there, for people."""
    where = []
    for at, name in enumerate(change.where):
        keyed = at > 0 and change.where[at - 1] in _KEYED
        table = ".".join(change.where[: at + 1])
        where.append(name if keyed else label(table if table in _HEAD_NAMES else name))
    part = part_at(change.where)
    return " › ".join(where), _plain(change.before, part), _plain(change.after, part)


def _plain(value: Any, part: Part | None = None) -> str:  # noqa: ANN401 - any JSON value
    """A value of a document for people; words of a part are called as its form calls them."""
    if value is None or value in ("", [], {}):
        return t("protocols.nothing")
    if isinstance(value, bool):
        return t("disposal.w-yes" if value else "disposal.w-no")
    if part is not None and part.sort == PAIRS and isinstance(value, list):
        return ", ".join(word(part, " ".join(each)) for each in value)
    if isinstance(value, list):
        return ", ".join(_plain(each, part) for each in value)
    if part is not None and value in part.among:
        return word(part, str(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{label(name) if name in _NAMES else name}: {_plain(each)}" for name, each in value.items())
    return str(value)


_KEYED = frozenset({"steps", *LISTS, "distances", "notes"})
"""Tables whose entries people name."""
_HEAD_NAMES = frozenset(each.name for each in HEAD)
_NAMES = frozenset({*(each.name for each in (*STEP, *EVIDENCE)), *LISTS})


def scope_told(scope: Scope) -> list[str]:
    """What a protocol is for, part by part; everything where it sets no bound."""
    names = [title(each, language()) for each in sorted(scope.substances)]
    states = [t(f"disposal.form-{each.lower()}") for each in sorted(scope.states)]
    bounds = {
        "substances": ", ".join(names), "groups": ", ".join(sorted(scope.groups)),
        "hazard_classes": ", ".join(sorted(scope.hazard_classes)), "states": ", ".join(states),
        "concentration_min": scope.concentration_min, "concentration_max": scope.concentration_max,
        "max_kg": scope.max_kg,
    }  # fmt: skip
    told_so = [f"{label(f'scope.{name}')}: {bound}" for name, bound in bounds.items() if bound not in ("", None)]
    return told_so or [t("protocols.no-bound")]


def blamed(wrong: Problem) -> str:
    """What is wrong, with parts of the document called as their fields are."""
    named = wrong.values.get("name", "")
    known = named in _HEAD_NAMES | _NAMES | {"scope", "method", "steps"}
    return told(Problem(wrong.code, wrong.field, {**wrong.values, "name": label(named)}) if known else wrong)
