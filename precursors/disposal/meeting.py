"""Goods of one order that must not meet: they need a step that checks that they are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from precursors.custody.storage import told_ground
from precursors.disposal.rules.protocol import Goods, Protocol
from precursors.problems import Problem, problem
from precursors.substances import compatibility
from precursors.substances.hazards import hazards

SEGREGATION = "segregation-check"
"""Kind of the step that checks that goods are kept apart."""


def meeting_against(protocol: Protocol, goods: Iterable[Goods]) -> Iterator[Problem]:
    """Pairs of goods that must not meet, where no step of the protocol checks that they are kept apart."""
    if any(step.kind == SEGREGATION for step in protocol.steps):
        return
    known, kinds = hazards(), {(each.substance, each.concentration) for each in goods}
    load = [compatibility.Goods(name, known.profile(name, percent)) for name, percent in sorted(kinds, key=str)]
    for one, other in combinations(load, 2):
        verdict = compatibility.verdict(one, other, known)
        if verdict.level == "incompatible":
            told = {"substance": one.substance, "neighbour": other.substance, "reaction": told_ground(verdict)}
            yield problem("disposal.meeting", "protocol", **told)
