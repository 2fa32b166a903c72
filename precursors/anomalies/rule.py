"""What a rule is: a pure function from a dossier of frozen facts to findings, under a permanent code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True)
class Declared:
    """One standing shipment, as far as rules over many records look at it."""

    key: int
    agency: str
    direction: str
    day: date
    substance: str
    parties: frozenset[str]
    """Operator and counterparty, folded; empty where neither was stated."""
    base_ug: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a rule may look at. `shipments` come ordered by substance and day, and can be gone through once."""

    shipments: Iterable[Declared]


class Finding(NamedTuple):
    """One finding: whose agency may see it, on which record, how sure (per mille), and what was compared."""

    agency: str
    subject: int
    score: int
    inputs: tuple[tuple[str, str], ...]


Rule: TypeAlias = Callable[[Dossier], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A rule with its code and version."""

    code: str
    version: int
    find: Rule


RULES: dict[str, Registered] = {}


def rule(code: str, version: int = 1) -> Callable[[Rule], Rule]:
    """Register a function as the rule of that code."""

    def registered(find: Rule) -> Rule:
        RULES[code] = Registered(code, version, find)
        return find

    return registered
