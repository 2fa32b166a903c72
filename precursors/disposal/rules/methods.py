"""Which method may destroy a load: what all its substances allow, less what any of them forbids (3.1, 5.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from precursors.disposal.rules.protocol import Protocol, Step
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


def method_against(method: str, load: Sequence[Allowed], *, emergency: bool = False) -> list[Problem]:
    """Why a method cannot destroy this load. In imminent danger what no substance forbids is left to the protocol."""
    found = []
    for each in load:
        if method in each.prohibited:
            found.append(problem("disposal.method-prohibited", "method", method=method, substance=each.substance))
        elif method not in each.methods and not emergency:
            found.append(problem("disposal.method-not-permitted", "method", method=method, substance=each.substance))
    if load and not found and not emergency and not intersect(load).methods:
        found.append(problem("disposal.no-method", "method"))
    return found


def duties_against(protocol: Protocol, load: Sequence[Allowed]) -> Iterator[Problem]:
    """What the load as a whole asks of the steps and they do not ask: the highest protection, the hot flame."""
    needed = intersect(load)
    level = needed.ppe.removesuffix(RESISTANT)
    for step in protocol.steps:
        low = [each for each in _worn(step) if level in PPE and PPE.index(each) < PPE.index(level)]
        if low:
            told = {"step": step.key, "worn": ", ".join(low), "needed": needed.ppe}
            yield problem("disposal.protection-low", "protocol", **told)
    flames = {spec.check for step in protocol.steps for spec in step.evidence}
    if HOT in needed.checks and COMBUSTION in flames and HOT not in flames:
        yield problem("disposal.flame-cold", "protocol", protocol=protocol.code)


def _worn(step: Step) -> list[str]:
    """Levels of protection with which a step passes."""
    worn = [spec for spec in step.evidence if step.kind == "ppe-check" and spec.kind == "choice"]
    return [each for spec in worn for each in ((spec.expected,) if spec.expected else spec.choices) if each in PPE]


def operation_against(code: str, known: Collection[Operation]) -> list[Problem]:
    """Why an operation cannot end an order: unknown, or one after which the waste is still there."""
    found = next((each for each in known if each.code == code), None)
    if found is None:
        return [problem("disposal.operation-unknown", "operation", value=code)]
    return [] if found.final else [problem("disposal.operation-interim", "operation", operation=code)]
