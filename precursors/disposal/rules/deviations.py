"""What went otherwise than the protocol says: typed, decided once; what is critical is never accepted (2.9)."""

from __future__ import annotations

from dataclasses import dataclass

from precursors.problems import Problem, problem

MINOR, MAJOR, CRITICAL = CLASSES = ("minor", "major", "critical")
ACCEPT, REPEAT, STOP, CHILD = DECISIONS = ("accept", "repeat", "stop", "child-order")
CRITICAL_RULES = frozenset({"stop-condition", "missing-witness", "unexplained-mass", "wrong-method", "hold-point"})
"""Rules whose breach ends an order, whoever asks otherwise."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation: who raised it, and how it was decided, if it was."""

    rule: str
    grade: str
    raised_by: str
    decision: str | None = None
    involved: frozenset[str] = frozenset()
    """Whoever did or watched the step it is about."""


def grade_of(rule: str, told: str = MAJOR) -> str:
    """The class of a breach of `rule`: never less than critical for those that are."""
    return CRITICAL if rule in CRITICAL_RULES else told


def decision_against(deviation: Deviation, decision: str, decided_by: str, reason: str) -> list[Problem]:
    """Why a deviation cannot be decided so."""
    found = []
    if decision not in DECISIONS:
        found.append(problem("choice.unknown", "decision", value=decision, expected=", ".join(DECISIONS)))
    if deviation.decision is not None:
        found.append(problem("disposal.deviation-decided", "decision"))
    if deviation.grade == CRITICAL and decision in {ACCEPT, REPEAT}:
        found.append(problem("disposal.critical", "decision", rule=deviation.rule))
    if decided_by == deviation.raised_by:
        found.append(problem("disposal.deviation-own", "decision", person=decided_by))
    elif decided_by in deviation.involved:
        found.append(problem("disposal.deviation-involved", "decision", person=decided_by))
    return found if reason.strip() else [*found, problem("reason.missing", "reason")]
