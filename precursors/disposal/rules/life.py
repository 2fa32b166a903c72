"""The life of an order: its states and the only edges between them (disposal.md 2.5)."""

from __future__ import annotations

from typing import NamedTuple

from precursors.problems import Problem, problem

REQUESTED = "release-requested"


class Edge(NamedTuple):
    """From any of `before`, `verb` leads to `after`."""

    verb: str
    before: tuple[str, ...]
    after: str


BEFORE_WORK = ("release-requested", "released", "planned", "approved", "scheduled", "in-transit", "received", "danger")
EDGES = (
    Edge("release", (REQUESTED,), "released"),
    Edge("refuse-release", (REQUESTED,), "release-refused"),
    Edge("plan", ("released", "planned"), "planned"),
    Edge("approve", ("planned",), "approved"),
    Edge("replan", ("approved", "scheduled"), "planned"),
    Edge("endanger", (REQUESTED, "released", "planned"), "danger"),
    Edge("permit-danger", ("danger",), "approved"),
    Edge("schedule", ("approved",), "scheduled"),
    Edge("depart", ("scheduled",), "in-transit"),
    Edge("receive", ("scheduled", "in-transit"), "received"),
    Edge("reject", ("received",), "rejected"),
    Edge("begin", ("received",), "in-progress"),
    Edge("hold", ("received", "in-progress"), "on-hold"),
    Edge("resume", ("on-hold",), "in-progress"),
    Edge("stop", ("in-progress", "on-hold"), "stopped"),
    Edge("complete", ("in-progress",), "steps-complete"),
    Edge("verify-residue", ("steps-complete",), "residue-verified"),
    Edge("reconcile", ("residue-verified", "stopped"), "reconciled"),
    Edge("certify", ("reconciled",), "certified"),
    Edge("correct", ("certified", "closed"), "certified"),
    Edge("close", ("certified",), "closed"),
    Edge("cancel", BEFORE_WORK, "cancelled"),
)
STATES = tuple(dict.fromkeys([REQUESTED, *(state for edge in EDGES for state in (*edge.before, edge.after))]))
OPEN = tuple(
    state for state in STATES if state not in {"closed", "cancelled", "release-refused", "certified", "rejected"}
)
"""An order in one of these keeps its containers from any other order."""
WORKING = ("in-progress", "on-hold")


def after(state: str, verb: str) -> str | Problem:
    """The state `verb` leads to, or the sentence that it cannot be done now."""
    for edge in EDGES:
        if edge.verb == verb and state in edge.before:
            return edge.after
    return problem("disposal.not-now", "state", verb=verb, state=state)


def verbs(state: str) -> tuple[str, ...]:
    """What can be done in a state."""
    return tuple(edge.verb for edge in EDGES if state in edge.before)
