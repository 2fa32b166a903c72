"""What rows show together and against what stands: same key twice, known already, in conflict, over the licence.

It runs on the read snapshot for the preview, and again under the writer's lock when acts were sealed in between, so
preview and commit cannot disagree about anything but what others did meanwhile.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import KEY_SIZE, standing
from precursors.audit.models import Reversal, Span
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Correction
from precursors.ledger.accounts import Address, balances, find
from precursors.ledger.reversing import given_back
from precursors.licensing.authorisations.observing import Observation, observe
from precursors.licensing.rules import OVER, OVER_SCORE, over_licence
from precursors.problems import problem
from precursors.trade.models import STATED, Shipment
from precursors.trade.permitting import findings
from precursors.trade.rules import Finding, Line, kg, litres
from precursors.trade.spool import Spool
from precursors.trade.tally import Judged, Tally

KEYS_AT_ONCE = 50_000
"""Natural keys that are looked up together; more only cost memory."""

_COMPARED = ("direction", "day", *(name for name in STATED if name != "stated_date"))
"""A day is a day, however it was typed."""

_FIELD = {"day": "date", "stated_substance": "substance"}
"""Column of the table to the field of the sheet, where they are called differently."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What one good row takes from a licence line: `within` from its quota, `excess` beyond it."""

    good: int
    line: Line
    period: str
    within: int
    excess: int


@dataclass(slots=True)
class Settled:
    """The set rules' answer for the good rows of a file."""

    skip: set[int] = field(default_factory=set)
    """Numbers of good rows that are not written: known already, duplicates, conflicts."""
    known: list[int] = field(default_factory=list)
    """Keys of the standing facts that some rows repeat."""
    replaces: dict[int, int] = field(default_factory=dict)
    """Good row number to the standing fact it would correct."""
    corrections: list[Correction] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    seen: Observation = field(default_factory=Observation)
    """What rows take from authorisations."""
    over: list[tuple[Finding, array[int]]] = field(default_factory=list)

    def mask(self, first: int, size: int) -> list[bool] | None:
        """Which of the good rows from number `first` on are written; None where all of them are."""
        return [number not in self.skip for number in range(first, first + size)] if self.skip else None


def settle(session: Session, spool: Spool, tally: Tally, *, correct: bool, instead_of: int | None = None) -> Settled:
    """Judge the good rows of a file as a set, against what stands in this session.

    `instead_of` is the standing record whose place the only row takes, whatever its natural key has become.
    """
    settled = Settled()
    doubled = _doubled(spool.keys)
    present = _present(session, spool.keys)
    if doubled or present:
        _compare_all(session, spool, settled, doubled, present, correct=correct)
    for number in tally.stood.keys() - settled.skip - settled.replaces.keys():
        settled.skip.add(number)  # its record was taken back while the file was judged
        settled.troubles += tally.stood[number]
    if instead_of is not None and tally.good and not settled.known:
        settled.replaces.setdefault(0, instead_of)
    _draw_down(session, tally, settled)
    _observe(session, tally, settled)
    if tally.supplies is not None:
        settled.over += tally.supplies.findings(session, settled.skip, settled.replaces.values())
    return settled


def moved(session: Session, tally: Tally, since: int) -> bool:
    """Whether acts after number `since` may have changed what the set rules found.

    Natural keys are taken by shipments and freed by reversals. What rows draw from permits hangs on many kinds of
    acts, so rows that draw are always looked at again.
    """
    if tally.draws or tally.seen or (tally.supplies and tally.supplies.rows):
        return True
    kinds = session.execute(select(Span.kind).where(Span.act > since).distinct()).scalars()
    return not {Shipment.__tablename__, Reversal.__tablename__}.isdisjoint(kinds)


def _doubled(keys: bytearray) -> set[bytes]:
    """Beginnings of the keys that may stand twice in the file. Eight bytes tell nearly all keys apart."""
    beginnings = memoryview(keys).cast("Q")[::2].tolist()
    if len(set(beginnings)) == len(beginnings):
        return set()
    ordered = sorted(beginnings)
    return {a.to_bytes(8, sys.byteorder) for a, b in pairwise(ordered) if a == b}


def _present(session: Session, keys: bytearray) -> dict[bytes, int]:
    """Those of the keys that have a standing record, and its fact."""
    found: dict[bytes, int] = {}
    size = KEYS_AT_ONCE * KEY_SIZE
    for first in range(0, len(keys), size):
        found |= standing(session, split(keys[first : first + size]))
    return found


def split(keys: bytes | bytearray) -> Iterator[bytes]:
    """The single keys of many joined ones."""
    return (bytes(keys[at : at + KEY_SIZE]) for at in range(0, len(keys), KEY_SIZE))


def _compare_all(
    session: Session, spool: Spool, settled: Settled, doubled: set[bytes], present: dict[bytes, int], *, correct: bool
) -> None:
    """Go through the rows again, because some share a key with another one or with a standing record."""
    seen: set[bytes] = set()
    number = 0
    for block in spool.blocks():
        keys = list(split(block.keys))
        stored = _stored(session, [present[key] for key in keys if key in present])
        for at, key in enumerate(keys):
            if key in seen:
                settled.skip.add(number + at)
                settled.troubles.append(_trouble(block, at, "record.duplicate"))
            elif key in present:
                _compare(settled, block, at, number + at, present[key], stored, correct=correct)
            if key[:8] in doubled:
                seen.add(key)
        number += len(keys)


def _compare(
    settled: Settled, block: Judged, at: int, number: int, key: int, stored: dict[int, dict[str, Any]], *, correct: bool
) -> None:
    differing = [(name, old, new) for name, old, new in _differences(block, at, stored[key])]
    if not differing:
        settled.skip.add(number)
        settled.known.append(key)
    elif correct:
        settled.replaces[number] = key
        settled.corrections += [Correction(block.sheet, block.rows[at], *each) for each in differing]
    else:
        settled.skip.add(number)
        told = "; ".join(f"{name}: {old or '-'} → {new or '-'}" for name, old, new in differing)
        settled.troubles.append(_trouble(block, at, "record.conflict", differing=told))


def _differences(block: Judged, at: int, stored: dict[str, Any]) -> Iterator[tuple[str, str | None, str | None]]:
    for name in _COMPARED:
        old = stored[name]
        new = stated(block, at, name)
        if (old if old is None or isinstance(old, str) else old.isoformat()) != new:
            yield _FIELD.get(name, name), old and str(old), new


def stated(block: Judged, at: int, name: str) -> str | None:
    """One stated column of one good row."""
    column = block.direction if name == "direction" else block.day if name == "day" else block.stated.get(name)
    return None if column is None else column[0][column[1][at]]


def _stored(session: Session, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    columns = [Shipment.id, *(getattr(Shipment, name) for name in _COMPARED)]
    found = {}
    for first in range(0, len(keys), 500):
        rows = session.execute(select(*columns).where(Shipment.id.in_(keys[first : first + 500])))
        found.update({row.id: dict(row._mapping) for row in rows})
    return found


def _trouble(block: Judged, at: int, code: str, **values: str) -> Trouble:
    document, line = stated(block, at, "document"), stated(block, at, "line")
    record = " / ".join(filter(None, (document, line))) or "-"
    wrong = problem(code, "document", record=record, **values)
    return Trouble(block.sheet, block.rows[at], None, wrong, document)


def _draw_down(session: Session, tally: Tally, settled: Settled) -> None:
    """R02: each row draws on what its licence line has left that year, in the order of the file."""
    draws = [
        (n, line, line.period_of(day).isoformat(), amount)
        for n, line, day, amount in tally.draws
        if n not in settled.skip
    ]
    if not draws:
        return
    quotas = {quota(line, period) for _, line, period, _ in draws}
    accounts = find(session, quotas)
    held = balances(session, accounts.values())
    back = given_back(session, settled.replaces.values(), accounts.values())
    left = {
        address: held.get(accounts[address], 0) + back.get(accounts[address], 0) if address in accounts else 0
        for address in quotas
    }
    over: dict[tuple[bytes, str], tuple[Line, int, array[int]]] = {}
    for number, line, period, amount in draws:
        address = quota(line, period)
        within = min(amount, max(left[address], 0))
        left[address] -= within
        settled.draws.append(Draw(number, line, period, within, amount - within))
        if amount > within:
            key = (line.key, period)
            _, beyond, rows = over.setdefault(key, (line, 0, array("I")))
            rows.append(number)
            over[key] = (line, beyond + amount - within, rows)
    settled.over = [(_over(line, period, beyond), rows) for (_, period), (line, beyond, rows) in over.items()]


def _observe(session: Session, tally: Tally, settled: Settled) -> None:
    """R03: each row takes what its authorisation has left, in the order of the file."""
    seen = [each for each in tally.seen if each.row not in settled.skip]
    if seen:
        settled.seen = observe(session, seen, list(settled.replaces.values()))
        settled.over += findings(settled.seen.found)


def _over(line: Line, period: str, beyond: int) -> Finding:
    told = f"{litres(beyond)} L" if line.measure == "ul" else f"{kg(beyond)} kg"
    cause, inputs = over_licence(line.number, line.substance, period, told)
    return Finding(OVER, cause, tuple(sorted(inputs.items())), OVER_SCORE)


def quota(line: Line, period: str) -> Address:
    """The account that holds what a licence line may still move in the licence year that begins on `period`."""
    return Address(f"licence-line:{line.key.hex()}", "quota", line.substance, line.measure, period)


__all__ = ["KEY_SIZE", "Draw", "Settled", "quota", "settle", "stated"]
