"""Hold what a return says against what its shipments say: every difference, its level, what may explain it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from precursors.stock.rules import expected, gap, throughput

Level: TypeAlias = Callable[[str, int, int], str | None]
"""(rule, difference, of how much) to the level it passes."""


MOVED = ("received", "sent")
"""What is held against shipments."""


class Moved(NamedTuple):
    """One declared shipment, seen from the operator: in, or out."""

    key: int
    day: date
    substance: str
    inward: bool
    amount: int | None
    """In the measure of the line; None while it is unresolved."""


class Difference(NamedTuple):
    """One figure of a return beside what the registry knows."""

    substance: str
    what: str
    """opening, received, sent, counted or balance."""
    stated: int | None
    known: int | None
    level: str | None
    """error, warning, or None where it is within tolerance or nothing can be compared."""
    why: str
    """`same`, `one-record`, `across-the-edge`, `unresolved`, `not-stated`, `nothing-known` or `unexplained`."""
    records: tuple[int, ...] = ()
    """Keys of the shipments behind `known`."""
    hints: tuple[int, ...] = ()
    """Keys of the shipments that would explain the difference."""

    @property
    def gap(self) -> int | None:
        """Stated less known; a movement that is not stated is sworn to be none, any other figure is unknown."""
        if self.known is None or (self.stated is None and self.what not in MOVED):
            return None
        return (self.stated or 0) - self.known


def differences(
    substance: str,
    amounts: Mapping[str, int | None],
    before: int | None,
    within: Sequence[Moved],
    near: Sequence[Moved],
    level: Level,
) -> Iterator[Difference]:
    """Every figure of one substance that can be held against something.

    `before` is the closing of the period before, `within` the shipments of the period, `near` those of the days around.
    """
    of = throughput(amounts)
    yield _against(
        "opening",
        substance,
        amounts.get("opening"),
        before,
        level("broken-periods", _gap(amounts.get("opening"), before), of),
    )
    for what, inward in zip(MOVED, (True, False), strict=True):
        own = [each for each in within if each.inward is inward]
        yield _moved(
            what, substance, amounts.get(what), own, [each for each in near if each.inward is inward], level, of
        )
    counted, closing = amounts.get("counted"), amounts.get("closing")
    yield _against("counted", substance, counted, closing, level("physical-gap", _gap(counted, closing), of))
    missing = gap(amounts)
    if missing is not None and closing is not None:
        yield _against("balance", substance, closing, closing + missing, level("mass-balance-gap", missing, of))
    else:  # told all the same: a return whose balance nobody can tell must not look like one that comes out
        yield _against("balance", substance, closing, expected(amounts), None)


def _gap(stated: int | None, known: int | None) -> int:
    return 0 if stated is None or known is None else stated - known


def _against(what: str, substance: str, stated: int | None, known: int | None, level: str | None) -> Difference:
    if stated is None or known is None:
        return Difference(substance, what, stated, known, None, "not-stated" if stated is None else "nothing-known")
    return Difference(substance, what, stated, known, level, "same" if stated == known else "unexplained")


def _moved(
    what: str, substance: str, stated: int | None, own: Sequence[Moved], near: Sequence[Moved], level: Level, of: int
) -> Difference:
    keys = tuple(each.key for each in own)
    known = sum(each.amount or 0 for each in own)
    unresolved = tuple(each.key for each in own if each.amount is None)
    if stated is None and not own:
        return Difference(substance, what, None, None, None, "not-stated")
    apart = (stated or 0) - known
    if not apart:
        return Difference(substance, what, stated, known, None, "same", keys)
    found = level("ledger-gap", apart, of)
    if unresolved:
        return Difference(substance, what, stated, known, found, "unresolved", keys, unresolved)
    why, hints = _explained(apart, own, near)
    return Difference(substance, what, stated, known, found, why, keys, hints)


def _explained(apart: int, own: Sequence[Moved], near: Iterable[Moved]) -> tuple[str, tuple[int, ...]]:
    """One shipment that the operator left out, or that lies just outside the period, explains a difference."""
    if apart < 0:
        missing = [each.key for each in own if each.amount == -apart]
        return ("one-record", (missing[0],)) if missing else ("unexplained", ())
    close = [each.key for each in near if each.amount == apart]
    return ("across-the-edge", (close[0],)) if close else ("unexplained", ())
