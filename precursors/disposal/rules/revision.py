"""What a new version of a protocol does to orders under the old one (disposal.md 2.8)."""

from __future__ import annotations

EDITORIAL, SAFETY, WITHDRAWAL = CHANGES = ("editorial", "safety", "emergency-withdrawal")
PLANNED = ("planned", "approved", "scheduled", "in-transit", "received")
RUNNING = ("in-progress", "on-hold")
ISSUED = ("certified", "closed")
REPIN, STAY, REPLAN, PAUSE, BLOCK, STOP, UNTOUCHED, LIST, REVIEW = (
    "repin", "stay", "replan", "pause-at-hold-point", "block", "stop", "untouched", "list", "review",
)  # fmt: skip

_TABLE = {
    (EDITORIAL, PLANNED): REPIN,
    (EDITORIAL, RUNNING): STAY,
    (EDITORIAL, ISSUED): UNTOUCHED,
    (SAFETY, PLANNED): REPLAN,
    (SAFETY, RUNNING): PAUSE,
    (SAFETY, ISSUED): LIST,
    (WITHDRAWAL, PLANNED): BLOCK,
    (WITHDRAWAL, RUNNING): STOP,
    (WITHDRAWAL, ISSUED): REVIEW,
}


def effect(change: str, state: str) -> str:
    """What a change of this class does to an order in this state. Completed steps are never judged again."""
    for (known, states), what in _TABLE.items():
        if known == change and state in states:
            return what
    return UNTOUCHED
