"""Entries of steps as rules see them: one about to be logged, those done, and the order as it stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from precursors.disposal.rules.acceptance import PASS
from precursors.disposal.rules.evidence import Instruments

CONFLICT = "conflict"
"""Verdict on an entry that could not be taken as it came."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry of a step as somebody hands it in."""

    step: str
    performer: str
    witness: str
    at: datetime
    evidence: Mapping[str, Any]
    offline: bool = False
    uuid: str = ""
    begun: datetime | None = None
    """When it was begun, for a step that takes time."""
    called: datetime | None = None
    """When a witness was called who did not come."""
    container: str = ""
    """Which container it is about, for a step that is done with each."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step already recorded: what it came to and whether it counts."""

    step: str
    verdict: str
    at: datetime
    confirmed: bool = True
    """Whether everybody it names has confirmed it with their own factor, where it was only claimed."""
    accepted: bool = False
    """Whether a deviation of it was accepted."""
    void: bool = False
    """Whether it counts for nothing: a conflict, or to be repeated."""
    container: str = ""
    """Which container it is about, for a step that is done with each."""

    @property
    def passed(self) -> bool:
        """Whether it lets the next step begin."""
        return not self.void and (self.verdict == PASS or self.accepted)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an order is at this moment, as far as a step asks."""

    state: str
    done: Sequence[Done]
    team: Mapping[str, frozenset[str]]
    """Part of the order to the people who hold it."""
    roles: Mapping[str, frozenset[str]]
    """Person to their roles."""
    instruments: Instruments
    distances: Mapping[str, int]
    permit_good: bool
    paused: bool = False
    """Whether a new version for safety waits for a decision at the next hold point."""
    resumed: datetime | None = None
    """When work last went on after a deviation: no interval runs while it is held."""
    containers: tuple[str, ...] = ()
    """Every container of the order."""
    undecided: int = 0
    """Deviations, minor ones left out, that nobody has decided."""
