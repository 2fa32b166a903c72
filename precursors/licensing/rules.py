"""What must hold for operators and licence lines: pure functions over one frozen row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from precursors.problems import Problem, problem

LONGEST_VALIDITY = 50
"""Years; a licence line beyond it is a typing slip in its dates."""


def operator_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops an operator row."""
    for key in ("identifier", "name"):
        if not values.get(key):
            yield problem("field.missing", key)


def licence_against(values: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that stops a licence line, its substance and quantity apart."""
    for key in ("number", "holder", "valid_from", "valid_to"):
        if not values.get(key):
            yield problem("field.missing", key)
    start, end = values.get("valid_from"), values.get("valid_to")
    if isinstance(start, date) and isinstance(end, date):
        if end < start:
            yield problem("licence.validity-reversed", "valid_to", valid_from=start, valid_to=end)
        elif end.year - start.year > LONGEST_VALIDITY:
            yield problem("licence.validity-too-long", "valid_to", years=LONGEST_VALIDITY)


def years(start: date, end: date) -> list[date]:
    """First days of the licence years from `start` to `end`: its anniversaries."""
    found = []
    for year in range(start.year, end.year + 1):
        try:
            day = start.replace(year=year)
        except ValueError:  # 29 February in a common year
            day = date(year, 3, 1)
        if day <= end:
            found.append(day)
    return found


def declaration_against(values: Mapping[str, Any], today: date) -> Iterable[Problem]:
    """Everything that stops a customer declaration, its substance and quantity apart."""
    for key in ("number", "supplier", "customer", "use", "signed_on"):
        if not values.get(key):
            yield problem("field.missing", key)
    signed, last = values.get("signed_on"), values.get("valid_to")
    if isinstance(signed, date) and signed > today:
        yield problem("date.future", "signed_on", value=signed, today=today)
    if values.get("term") == "multiple" and last is None:
        yield problem("declaration.no-last-day", "valid_to")
    if isinstance(signed, date) and isinstance(last, date) and last < signed:
        yield problem("declaration.validity-reversed", "valid_to", signed=signed, last=last)
