"""Expected wrongs as values.

A *problem* stops a row, a *warning* is about a sheet or an accepted row, a *flag* is a rule's finding
on facts. All three carry a permanent code; the sentence a person reads comes from the translation
catalogue at the edge, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why something cannot be taken as it stands.

    `code` is kebab-case behind a subject ("amount.no-density") and never changes its meaning; `field`
    is the key of the field it concerns, or None for the whole record; `values` fill the sentence.
    """

    code: str
    field: str | None = None
    values: Mapping[str, str] = _field(default_factory=dict)

    def about(self, field: str) -> Problem:
        """The same problem, laid at the door of `field`."""
        return Problem(self.code, field, self.values)


def problem(code: str, field: str | None = None, **values: object) -> Problem:
    """A problem whose values are given by name; each is kept as text."""
    return Problem(code, field, {name: str(value) for name, value in values.items()})


class Problems(tuple[Problem, ...]):
    """All problems of one record, gathered at once. An empty one never stands for success."""

    __slots__ = ()
