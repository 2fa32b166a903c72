"""What must hold of a figure that an agency wants to set. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from precursors.law.settable import Settable
from precursors.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A figure about to be set; without a value, the national one is to hold again."""

    rule: str
    name: str
    value: Decimal | None
    since: date
    ground: str


def against(draft: FigureDraft, about: Settable | None, was: Decimal, national: Decimal) -> Iterator[Problem]:
    """What forbids it, given what holds on that day so far and what holds where nobody set anything."""
    if about is None:
        yield problem("editions.unknown", None, rule=draft.rule, figure=draft.name)
        return
    if not draft.ground.strip():
        yield problem("reason.missing", "ground")
    value = national if draft.value is None else draft.value
    if draft.value is not None and not about.holds(draft.value):
        yield problem(
            "editions.whole" if about.whole else "editions.bounds", "value", least=about.least, most=about.most
        )
    elif value == was:
        yield problem("editions.same", "value", value=plain(was))


def against_day(since: date, today: date) -> Iterator[Problem]:
    """A figure never holds for days that are over: what was decided on them was decided by another."""
    if since < today:
        yield problem("editions.past", "since")


def plain(value: Decimal) -> str:
    """A figure as it is kept: no exponent, no idle noughts."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
