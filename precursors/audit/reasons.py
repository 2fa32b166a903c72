"""Reasons of acts that a reader is not told although the act is of their own agency: rooms say which, pages ask."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from precursors.scope.visible import Sight

Withhold = Callable[[Session, Sight], Collection[int]]
"""Numbers of the acts whose reasons this reader is not told; few, and nothing asked where there are none."""

_WITHHOLD: list[Withhold] = []


def withhold(room: Withhold) -> None:
    """A room says whose reasons it withholds; `app` calls this at start."""
    if room not in _WITHHOLD:
        _WITHHOLD.append(room)


def withheld(session: Session, sight: Sight) -> frozenset[int]:
    """Every act whose reason this reader is not told."""
    return frozenset(number for room in _WITHHOLD for number in room(session, sight))
