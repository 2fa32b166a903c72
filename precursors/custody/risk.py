"""Which lots must not wait: unstable, leaking, overdue, or much of it. Pure; the queue shows the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

PEROXIDE_FORMER = "EUH019"
"""Hazard statement of goods that form explosive peroxides."""

WATER_REACTIVE = 107
"""Reactive group of goods that are best not kept at all."""

_BAD = {"leaking": 400, "swollen": 500, "crystals": 600, "corroded": 200, "damaged": 150}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a lot that is kept."""

    day: date
    state: str
    since: date | None
    """Day from which it is in that state."""
    opened: date | None
    condition: str | None
    net_ug: int | None
    ghs: tuple[str, ...]
    groups: frozenset[int]
    named: bool
    """Whether anybody knows what it is."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long goods may wait, and how much is much: parameters of the rule `overdue-stock`."""

    opened_days: int
    """Days after first opening, beyond which a peroxide former is tested by a specialist before anybody moves it."""
    released_days: int
    """Days within which released goods should be gone."""
    kept_days: int
    """Days in custody after which somebody should ask why."""
    much_ug: int
    """Keeping it costs, and losing it more."""


@dataclass(frozen=True, slots=True)
class Worry:
    """One reason not to wait, and how much it counts."""

    code: str
    points: int
    days: int = 0


def worries(kept: Kept, today: date, patience: Patience) -> list[Worry]:
    """Everything about a lot that should not wait, the worst first."""
    return sorted(_found(kept, today, patience), key=lambda each: (-each.points, each.code))


def points(found: list[Worry]) -> int:
    """How much it all counts."""
    return sum(each.points for each in found)


def _found(kept: Kept, today: date, patience: Patience) -> Iterator[Worry]:
    if kept.condition in _BAD:
        yield Worry(kept.condition, _BAD[kept.condition])
    yield from _unstable(kept, today, patience)
    if kept.state == "released-for-disposal" and kept.since is not None:
        days = (today - kept.since).days
        if days > patience.released_days:
            yield Worry("overdue", min(100 + days - patience.released_days, 400), days)
    days = (today - kept.day).days
    if days > patience.kept_days:
        yield Worry("kept-long", min(50 + (days - patience.kept_days) // 10, 200), days)
    if kept.net_ug is None:
        yield Worry("not-weighed", 50)
    elif kept.net_ug >= patience.much_ug:
        yield Worry("much", min(100 * kept.net_ug // patience.much_ug, 300))


def _unstable(kept: Kept, today: date, patience: Patience) -> Iterator[Worry]:
    if not kept.named:
        yield Worry("unknown-goods", 100)
    if PEROXIDE_FORMER in kept.ghs:
        days = (today - (kept.opened or kept.day)).days
        if kept.opened is None:
            yield Worry("peroxides-opening-unknown", 300, days)
        elif days > patience.opened_days:
            yield Worry("peroxides-opened-long-ago", 500, days)
    if WATER_REACTIVE in kept.groups:
        yield Worry("reacts-with-water", 100)
