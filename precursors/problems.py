"""Expected wrongs as values.

A *problem* stops a row, a *warning* is about a sheet or an accepted row, a *flag* is a rule's finding
on facts. All three carry a permanent code; the sentence a person reads comes from the translation
catalogue at the edge, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as _field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why something cannot be taken as it stands.

    `code` is kebab-case behind a subject ("amount.no-density") and never changes its meaning; `field`
    is the key of the field it concerns, or None for the whole record; `values` fill the sentence.
    """

    code: str
    field: str | None = None
    values: Mapping[str, str] = _field(default_factory=dict)
    keepable: bool = _field(default=False, compare=False)
    """Whether a record with this problem may be kept as unresolved, where that is asked for."""

    def about(self, field: str) -> Problem:
        """The same problem, laid at the door of `field`."""
        return replace(self, field=field)

    def kept(self) -> Problem:
        """The same problem, of a record that may be kept *unresolved*: a person can say later what it lacks."""
        return replace(self, keepable=True)


def problem(code: str, field: str | None = None, **values: object) -> Problem:
    """A problem whose values are given by name; each is kept as text."""
    return Problem(code, field, {name: str(value) for name, value in values.items()})


def missing(values: Mapping[str, Any], *keys: str, stated: Mapping[str, str | None] | None = None) -> list[Problem]:
    """A problem for each of these fields that has no value, and no text either where what was `stated` is told."""
    return [problem("field.missing", key) for key in keys if not (values.get(key) or (stated or {}).get(key))]


class Problems(tuple[Problem, ...]):
    """All problems of one record, gathered at once. An empty one never stands for success."""

    __slots__ = ()
