"""What must hold for cases: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from precursors.cases.life import OVER
from precursors.problems import Problem, problem

MOST_AT_ONCE = 200
"""Records that one act links."""


def case_against(values: Mapping[str, Any], today: date) -> Iterator[Problem]:
    """What stops a case: a day of opening that has not come."""
    opened = values.get("opened")
    if isinstance(opened, date) and opened > today:
        yield problem("date.future", "opened", value=opened, today=today)


def named_in(text: str) -> list[str]:
    """References in a text, parted by blanks, commas or semicolons, each once, in order."""
    return list(dict.fromkeys(part.upper() for part in re.split(r"[\s,;]+", text.strip()) if part))


def closing_against(open_tasks: int) -> Problem | None:
    """What forbids to close a case."""
    return problem("case.tasks-open", None, count=open_tasks) if open_tasks else None


def forgetting_against(state: str, since: date | None, days: int, today: date, *, by_order: bool) -> Problem | None:
    """What forbids to forget the persons of a case: its purpose or its period goes on. An order goes before both."""
    if by_order:
        return None
    if state not in OVER or since is None:
        return problem("case.purpose-goes-on", None, state=state)
    last = since + timedelta(days=days)
    return problem("case.kept-until", None, day=last) if today <= last else None
