"""What must hold for visits, findings and reports: pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from precursors.problems import Problem, problem

VERSION = 1

CLOCKS = {
    "theft": ("theft-loss-report", "incident-report"),
    "loss": ("theft-loss-report", "incident-report"),
    "suspicious": ("suspicious-report",),
    "attempt": ("suspicious-report",),
    "spill": ("incident-report", "theft-loss-report"),
    "surplus": ("incident-report", "theft-loss-report"),
    "deterioration": ("incident-report", "theft-loss-report"),
}
"""Sort of event to the deadlines of law that may speak of it, the nearest first."""


class Late(NamedTuple):
    """R36: something was told after its lawful day."""

    rule: str
    score: int
    inputs: tuple[tuple[str, str], ...]


def finding_against(values: Mapping[str, Any]) -> Iterator[Problem]:
    """What stops a finding: a measure without a day by which it must be done."""
    if values.get("measure") and not values.get("due"):
        yield problem("inspection.measure-without-day", "due")


def days_against(values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """What stops a report: days after today, or out of order."""
    occurred, noticed, filed = (values.get(name) for name in ("occurred", "noticed", "filed"))
    for name, day in (("occurred", occurred), ("noticed", noticed), ("filed", filed)):
        if isinstance(day, date) and day > today:
            yield problem("date.future", name, value=day, today=today)
    if isinstance(occurred, date) and isinstance(noticed, date) and noticed < occurred:
        yield problem("incident.noticed-before", "noticed", occurred=occurred, noticed=noticed)
    if isinstance(noticed, date) and isinstance(filed, date) and filed < noticed:
        yield problem("incident.filed-before", "filed", noticed=noticed, filed=filed)


SCORE, CAUTION = 600, 300
"""Of a report after its day: by law that decides, and by law that nobody has checked."""


def late(what: str, done: date, due: date | None, citation: str, *, decides: bool = True) -> Iterator[Late]:
    """Whether something was done after its day; by recalled law that is a caution."""
    if due is not None and done > due:
        inputs = (("what", what), ("due", due.isoformat()), ("done", done.isoformat()))
        score = SCORE if decides else CAUTION
        yield Late("late-report", score, (*inputs, ("days", str((done - due).days)), ("law", citation)))
