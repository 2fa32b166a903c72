"""How long an answer may take: the exporting country's law, and the importing country's where that one is silent."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from precursors.law.dated import NotInForce
from precursors.law.deadlines import Deadlines, Due, deadlines
from precursors.problems import Problem, problem

WHAT = "pre-export-notification"
PERIOD = "simplified-notification-period"
STATED = "stated"
"""What a day rests on that the notification itself says."""


class Clock(NamedTuple):
    """The last day for an answer and what it rests on."""

    reply_by: date
    basis: str
    silence: bool
    """Whether no answer by then is enough, by law that decides."""
    decides: bool


def country(text: str | None) -> str:
    """A country as the law book names it: its two letters; empty where the text is none."""
    plain = (text or "").strip().upper()
    return plain if len(plain) == 2 and plain.isalpha() else ""


def clock(origin: str | None, destination: str | None, start: date, *, demo: bool) -> Clock | Problem:
    """The clock of a notification of `start` between two countries; a problem where neither law nor calendar say."""
    law, silent = deadlines(demo=demo), None
    for place in dict.fromkeys((country(origin), country(destination))):
        try:
            return _told(law.due(place, WHAT, start)) if place else _nowhere(start)
        except NotInForce as nothing:
            silent = silent or nothing
    return silent.problem().about("reply_by") if silent else problem("notification.no-clock", "reply_by")


def _nowhere(start: date) -> Clock:
    raise NotInForce(WHAT, start, None)


def _told(due: Due) -> Clock:
    law = due.entry
    basis = f"{law.citation}: {law.value.days} {law.value.kind} ({law.status})"
    return Clock(due.day, basis, law.value.then == "allowed" and law.decides, law.decides)


def longest(origin: str | None, start: date | None, *, demo: bool) -> Due | None:
    """To which day the exporting law lets one notification speak for several operations from `start` on, if it says."""
    try:
        return deadlines(demo=demo).due(country(origin), PERIOD, start) if start else None
    except NotInForce:
        return None


def between(origin: str | None, start: date, end: date, *, demo: bool) -> tuple[int, int, bool] | None:
    """Days of the exporting law between two days, how many it demands, whether it decides; None where it is silent."""
    law: Deadlines = deadlines(demo=demo)
    try:
        days, entry = law.passed(country(origin), WHAT, start, end)
    except NotInForce:
        return None
    return days, entry.value.days, entry.decides
