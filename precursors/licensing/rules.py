"""What must hold for operators and licence lines: pure functions over one frozen row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from precursors.problems import Problem, missing, problem

LONGEST_VALIDITY = 50
"""Years; a licence line beyond it is a typing slip in its dates."""

Turns = tuple[tuple[date, str], ...]
"""States one after another, each with the day from which it holds."""

VERSION = 1
"""Version of the rules in this file; a flag pins it."""

OVER = "over-licence"
OVER_SCORE = 900
"""Per mille, before any disposition has taught us better."""

_MONTHS = {"quarter": 3, "month": 1}


def operator_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops an operator row."""
    return missing(values, "identifier", "name")


def licence_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops a licence line, its substance and quantities apart."""
    yield from missing(values, "number", "holder", "valid_from", "valid_to")
    start, end, grace = values.get("valid_from"), values.get("valid_to"), values.get("grace_until")
    if isinstance(start, date) and isinstance(end, date):
        if end < start:
            yield problem("licence.validity-reversed", "valid_to", valid_from=start, valid_to=end)
        elif end.year - start.year > LONGEST_VALIDITY:
            yield problem("licence.validity-too-long", "valid_to", years=LONGEST_VALIDITY)
        if isinstance(grace, date) and grace < end:
            yield problem("licence.grace-before-end", "grace_until", valid_to=end)


def used_against(values: Mapping[str, Any], today: date) -> Iterable[Problem]:
    """Everything that stops what was used of a licence line before the registry went live, its quantity apart."""
    until, start, end = values.get("used_until"), values.get("valid_from"), values.get("valid_to")
    if values.get("used") or until:
        yield from missing(values, "used", "used_until", "taken_over")
    if isinstance(until, date):
        if until > today:
            yield problem("date.future", "used_until", value=until, today=today)
        if isinstance(start, date) and isinstance(end, date) and not start <= until <= end:
            yield problem("licence.used-outside", "used_until", valid_from=start, valid_to=end)


def over_licence(number: str, substance: str, year: str, beyond: str) -> tuple[str, dict[str, str]]:
    """R02: more went under a line than it allows in the period from `year`; the cause, and what was compared."""
    told = {"licence": number, "substance": substance, "year": year, "beyond": beyond}
    return f"licence {number}: {substance}, year from {year}", told


def officer_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops a responsible officer's row."""
    yield from missing(values, "operator", "name", "since")
    since, until = values.get("since"), values.get("until")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        yield problem("officer.days-reversed", "until", since=since, until=until)


def years(start: date, end: date) -> list[date]:
    """First days of the licence years from `start` to `end`: its anniversaries."""
    found = []
    for year in range(start.year, end.year + 1):
        day = _anniversary(start, year)
        if day <= end:
            found.append(day)
    return found


def declaration_against(values: Mapping[str, Any], today: date) -> Iterable[Problem]:
    """Everything that stops a customer declaration, its substance and quantity apart."""
    yield from missing(values, "number", "supplier", "customer", "use", "signed_on")
    signed, last = values.get("signed_on"), values.get("valid_to")
    if isinstance(signed, date) and signed > today:
        yield problem("date.future", "signed_on", value=signed, today=today)
    if values.get("term") == "multiple" and last is None:
        yield problem("declaration.no-last-day", "valid_to")
    if isinstance(signed, date) and isinstance(last, date) and last < signed:
        yield problem("declaration.validity-reversed", "valid_to", signed=signed, last=last)


def _anniversary(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February in a common year
        return date(year, 3, 1)


def periods(kind: str | None, start: date, end: date) -> list[date]:
    """First days of the periods a licensed quantity counts for, in order; those of the calendar begin on its days."""
    if kind in (None, "year"):
        return years(start, end)
    if kind == "total":
        return [start]
    found = [period_of(kind, start, start, end)]
    while (after := _next(kind, found[-1])) <= end:
        found.append(after)
    return found


def period_of(kind: str | None, start: date, day: date, end: date) -> date:
    """First day of the period `day` falls in; a day after the end, in grace, draws on the last one."""
    day = max(min(day, end), start)
    if kind in (None, "year"):
        own = _anniversary(start, day.year)
        return own if own <= day else _anniversary(start, day.year - 1)
    if kind == "total":
        return start
    if kind == "calendar-year":
        return date(day.year, 1, 1)
    step = _MONTHS[kind or ""]
    return date(day.year, (day.month - 1) // step * step + 1, 1)


def _next(kind: str | None, first: date) -> date:
    if kind == "calendar-year":
        return date(first.year + 1, 1, 1)
    month = first.month - 1 + _MONTHS[kind or ""]
    return date(first.year + month // 12, month % 12 + 1, 1)


def state_on(turns: Turns, day: date, first: str) -> str:
    """The state on a day; before the first turn, and without any, it is the one the line was stated in."""
    state = turns[0][1] if turns else first
    for since, after in turns:
        if since <= day:
            state = after
    return state
