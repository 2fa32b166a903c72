"""Who names the values of flags: rooms say it at start, pages ask when they tell one.

Apart from the telling itself, so that whoever only raises flags loads no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from sqlalchemy.orm import Session

from precursors.flags.models import Flag
from precursors.flags.service import inputs
from precursors.scope.visible import Sight

Namer = Callable[[str, str], str]
"""What writes a value as people say it: value and language to text."""

NAMERS: dict[str, Namer] = {}
"""By the name of the value."""

PARTIES = frozenset({"operator", "party", "buyer", "consignee", "payer"})
"""Values that state a party: by a number, which people do not know by heart, or by a name."""

Learn: TypeAlias = Callable[[Session, Sight, Iterable[str]], None]
"""Looks up, once a page, the registered names behind the texts that state parties."""

_LEARNERS: list[Learn] = []


def name_told(value: str, namer: Namer) -> None:
    """Let flags tell the value called `value` as `namer(value, language)` does; `app` calls this at start."""
    NAMERS[value] = namer


def parties_told(namer: Namer, learn: Learn) -> None:
    """Say who names parties, and who looks them up for a page that is about to; `app` calls this at start."""
    NAMERS.update(dict.fromkeys(PARTIES, namer))
    _LEARNERS[:] = [learn]


def learn_parties(session: Session, sight: Sight, flags: Iterable[Flag]) -> None:
    """Look up the parties that these flags name, before a page tells them; one query."""
    stated = [str(value) for flag in flags for name, value in inputs(flag).items() if name in PARTIES]
    for learn in _LEARNERS:
        learn(session, sight, stated)
