"""Which method may destroy a load: what all its substances allow, less what any of them forbids (3.1, 5.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from precursors.problems import Problem, problem

PPE = ("D+", "C", "C+", "B", "A")
"""Protection from light to gas-tight; flame-resistant may stand beside any."""
RESISTANT = ";FR"
RETURN = "RTN"
"""The method of giving goods back into licit trade."""
COMBUSTION, HOT = "E7", "E7h"
"""Checks of a flame; goods with halogens need the hot one, and it stands for both."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the library says of one substance."""

    substance: str
    state: str
    """L or S."""
    methods: tuple[str, ...]
    """Best first."""
    prohibited: frozenset[str]
    ppe: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a load as a whole allows."""

    methods: tuple[str, ...]
    ppe: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A disposal operation of the Basel Convention, Annex IV."""

    code: str
    final: bool
    recovery: bool


def intersect(load: Sequence[Allowed]) -> Choice:
    """Methods all substances allow and none forbids, in the order of the first; the highest protection; all checks."""
    forbidden = frozenset().union(*(each.prohibited for each in load))
    shared = [set(each.methods) for each in load]
    methods = tuple(each for each in (load[0].methods if load else ()) if all(each in own for own in shared))
    checks = tuple(dict.fromkeys(check for each in load for check in each.checks))
    if HOT in checks:
        checks = tuple(each for each in checks if each != COMBUSTION)
    left = tuple(each for each in methods if each not in forbidden)
    return Choice(left, highest([each.ppe for each in load]), checks)


def highest(codes: Sequence[str]) -> str:
    """The highest of several levels of protection, flame-resistant if one is."""
    levels = [each.removesuffix(RESISTANT) for each in codes]
    level = max(levels, key=lambda each: PPE.index(each) if each in PPE else len(PPE), default="")
    return level + RESISTANT if any(each.endswith(RESISTANT) for each in codes) else level


def method_against(method: str, load: Sequence[Allowed]) -> list[Problem]:
    """Why a method cannot destroy this load."""
    found = []
    for each in load:
        if method in each.prohibited:
            found.append(problem("disposal.method-prohibited", "method", method=method, substance=each.substance))
        elif method not in each.methods:
            found.append(problem("disposal.method-not-permitted", "method", method=method, substance=each.substance))
    if load and not found and not intersect(load).methods:
        found.append(problem("disposal.no-method", "method"))
    return found


def operation_against(code: str, known: Collection[Operation]) -> list[Problem]:
    """Why an operation cannot end an order: unknown, or one after which the waste is still there."""
    found = next((each for each in known if each.code == code), None)
    if found is None:
        return [problem("disposal.operation-unknown", "operation", value=code)]
    return [] if found.final else [problem("disposal.operation-interim", "operation", operation=code)]
