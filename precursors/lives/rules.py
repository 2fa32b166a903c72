"""State machines as data: which verb leads from where to where. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from precursors.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Edge:
    """One way a record can go: a verb, the states it is possible in, the state it leads to."""

    verb: str
    was: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The life of one kind of record, named by its table. A record nobody has moved yet is in state `first`."""

    kind: str
    first: str
    edges: tuple[Edge, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order of the description."""
        named = (state for edge in self.edges for state in (*edge.was, edge.state))
        return tuple(dict.fromkeys((self.first, *named)))

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb, in the order of the description."""
        return tuple(dict.fromkeys(edge.verb for edge in self.edges))

    def possible(self, state: str) -> tuple[str, ...]:
        """The verbs that lead on from `state`."""
        return tuple(edge.verb for edge in self.edges if state in edge.was)

    def leads(self, state: str, verb: str) -> str | None:
        """Where `verb` leads from `state`; None where it is not possible."""
        return next((edge.state for edge in self.edges if edge.verb == verb and state in edge.was), None)

    def after(self, state: str, verb: str) -> str | Problem:
        """The same, with what is possible instead."""
        led = self.leads(state, verb)
        if led is not None:
            return led
        possible = ", ".join(self.possible(state)) or "-"
        return problem("life.not-from-here", None, verb=verb, state=state, possible=possible)

    def ends(self) -> tuple[str, ...]:
        """States from which nothing leads on."""
        return tuple(state for state in self.states if not self.possible(state))


def edges(*rows: tuple[str, str | Iterable[str], str]) -> tuple[Edge, ...]:
    """Edges from (verb, state or states it is possible in, state it leads to)."""
    return tuple(Edge(verb, (was,) if isinstance(was, str) else tuple(was), state) for verb, was, state in rows)


def day_against(day: date, since: date | None, today: date) -> Problem | None:
    """What is wrong with the day of a step: after today, or before the step it follows."""
    if day > today:
        return problem("life.day-ahead", "day", day=day, today=today)
    if since is not None and day < since:
        return problem("life.before-last", "day", day=day, since=since)
    return None
