"""Who knows the registered names of parties; apart from the pages that tell them, which a command does not load."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from sqlalchemy.orm import Session

from precursors.scope.visible import Sight

Namer: TypeAlias = Callable[[Session, Sight, Collection[str]], Mapping[str, str]]
"""Stated texts to the names of those operators whose identifiers they are, as far as a reader may see them."""

_NAMERS: list[Namer] = []


def named_by(namer: Namer) -> None:
    """Say who knows the names; a room above does."""
    _NAMERS[:] = [namer]


def names_of(session: Session, sight: Sight, texts: Collection[str]) -> Mapping[str, str]:
    """The registered names behind stated texts; of none where nobody knows names."""
    return _NAMERS[0](session, sight, texts) if _NAMERS else {}
