"""R38: the same shipment declared to two agencies."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import timedelta

from precursors.anomalies.rule import Declared, Dossier, Finding, rule

CODE, SCORE = "duplicate-record", 700


@rule(CODE, near=timedelta(days=31))
def duplicate_record(dossier: Dossier) -> Iterator[Finding]:
    """The same parties, substance, quantity and day, within a day and half a per cent, from two agencies.

    Each agency is shown its own record only; what the other declared stays the other's.
    """
    days = timedelta(days=dossier.known.figure(CODE, "days"))
    per_mille = round(dossier.known.figure(CODE, "share") * 1000)
    windows: defaultdict[frozenset[str], deque[Declared]] = defaultdict(deque)
    for new in dossier.shipments:
        if not new.parties:
            continue
        window = windows[new.parties]
        while window and (window[0].substance != new.substance or new.day - window[0].day > days):
            window.popleft()
        for old in window:
            if _same(old, new, per_mille):
                yield _finding(old)
                yield _finding(new)
        window.append(new)


def _same(one: Declared, two: Declared, per_mille: int) -> bool:
    return one.agency != two.agency and abs(one.base_ug - two.base_ug) * 1000 <= per_mille * max(
        one.base_ug, two.base_ug
    )


def _finding(own: Declared) -> Finding:
    inputs = (("day", own.day.isoformat()), ("substance", own.substance))
    return Finding(own.agency, (own.key,), SCORE, inputs)
