"""What must hold for goods on their way: pure functions over what was released and what was received.

R17: more than the tolerance is missing or too much, exactly the tolerance is not. R18: any difference in pieces, any
seal that is missing, other or broken. R19: nothing received when the lawful days are over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from precursors.intake.words import folded, words

VERSION = 1


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted at one point of the journey; None where nobody did."""

    amount: int | None = None
    """In the measure of the consignment."""
    pieces: int | None = None
    seals: frozenset[str] | None = None
    broken: frozenset[str] | None = None
    """Seals that were found broken."""


class Finding(NamedTuple):
    """Something the arrival of a consignment shows."""

    rule: str
    score: int
    inputs: tuple[tuple[str, str | int], ...]


def seals_in(text: str | None) -> frozenset[str] | None:
    """Seal numbers of a cell, without case and blanks; None where none is stated."""
    if not text or not text.strip():
        return None
    parts = re.split(r"[,;/|\n]+", text.upper())
    return frozenset(filter(None, (re.sub(r"[\s\-]", "", part) for part in parts)))


def broken_in(text: str | None) -> frozenset[str] | None:
    """Seals a cell names as broken; None where it names none, or says in a word that there was none."""
    said = folded(text or "")
    if said == "0" or words("harmless_parts").get(said) == "none" or words("yes_no").get(said) == "no":
        return None
    return seals_in(text)


def arrival_discrepancy(released: Count, received: Count, *, beyond: bool) -> Iterator[Finding]:
    """R17; `beyond` says whether the law's tolerance is passed."""
    if beyond and released.amount is not None and received.amount is not None:
        apart = received.amount - released.amount
        why = "missing" if apart < 0 else "too-much"
        inputs = (("why", why), ("gap", abs(apart)), ("released", released.amount), ("received", received.amount))
        yield Finding("arrival-discrepancy", 850, inputs)


def piece_count(released: Count, received: Count) -> Iterator[Finding]:
    """R18; only what was noted at both ends is compared."""
    if None not in (released.pieces, received.pieces) and released.pieces != received.pieces:
        told: tuple[tuple[str, str | int], ...] = (
            ("released", released.pieces or 0),
            ("received", received.pieces or 0),
        )
        yield Finding("piece-count", 900, (("why", "pieces"), *told))
    if received.broken:
        yield Finding("piece-count", 900, (("why", "broken"), ("seals", _joined(received.broken))))
    if released.seals is not None and received.seals is not None and released.seals != received.seals:
        told = (("released", _joined(released.seals)), ("received", _joined(received.seals)))
        yield Finding("piece-count", 800, (("why", "seals"), *told))


def _joined(seals: frozenset[str] | None) -> str:
    return ", ".join(sorted(seals or ())) or "-"


def last_day(since: date, lawful: date | None, usual: Sequence[int] = ()) -> date | None:
    """R19: the last day on which goods on their way `since` a day may be received; None where nothing says it.

    It is the law's, or twice the median of the days others took on that way, whichever comes first. The median counts
    where at least five journeys are known; where the law is silent it speaks alone.
    """
    if len(usual) < _ENOUGH:
        return lawful
    told = since + timedelta(days=2 * sorted(usual)[len(usual) // 2])
    return told if lawful is None else min(told, lawful)


_ENOUGH = 5
