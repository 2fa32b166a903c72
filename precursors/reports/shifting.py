"""Whether one member of a family of substances gives way while another takes its place: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

STEP = 0.1
"""Share of its family by which a member must have lost, and another gained, for the two to be told together."""
FEW = 12
"""Records below which what they tell is uncertain."""


class Part(NamedTuple):
    """What is known of one member: an amount or a number of records before and now."""

    key: str
    before: int
    now: int


class Shift(NamedTuple):
    """A member's share of its family before and now, 0 to 1."""

    key: str
    before: float
    now: float

    @property
    def change(self) -> float:
        """What it gained; below nothing what it lost."""
        return self.now - self.before


def shifts(parts: Sequence[Part], step: float = STEP) -> list[Shift]:
    """Every known member of a family, largest gain first, if one lost a step and another gained one; else nothing.

    A family of which nothing is known before, or nothing now, tells of no substitution.
    """
    before, now = sum(each.before for each in parts), sum(each.now for each in parts)
    if not before or not now:
        return []
    found = [Shift(each.key, each.before / before, each.now / now) for each in parts if each.before or each.now]
    found.sort(key=lambda each: (-each.change, each.key))
    moved = found[0].change >= step and found[-1].change <= -step
    return found if moved else []


def certainty(*, checked: bool, before: int, now: int) -> str:
    """Key of how sure a substitution is: whether its family was checked, how many records there are on either side."""
    if min(before, now) < FEW:
        return "reports.unsure"
    return "reports.sure" if checked else "reports.unsure-recalled"
